const KIB = 1024;

/** Longest line that is read, in bytes without its line end: what the service takes unless told otherwise (BATCH_LINE_BYTES_MAX). */
export const LINE_BYTES_MAX = 16 * KIB;
/** Of input that a thread scans at a time. */
export const PIECE_BYTES = 512 * KIB;
/** Of records in one buffer. */
export const OUTPUT_BYTES = 512 * KIB;
/** Records can be a hundred times as long as their lines: after so many buffers a thread hands over what it has. */
export const OUTPUTS_MAX = 8;
/** So often, before it waits until what it handed over was written. */
export const UNWRITTEN_MAX = 3;
/** Shorter inputs are done before a thread has started. */
export const THREADS_FROM_BYTES = KIB * KIB;
/** Of a stream that is asked for at once. */
export const CHUNK_BYTES = 256 * KIB;
