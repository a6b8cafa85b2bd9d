const KIB = 1024;

/** A batch is scanned on the thread that reads it until it has brought so much; most never do, and need no worker. */
export const WORKERS_FROM_BYTES = 256 * KIB;

/** Of input that the reading thread scans at a time. */
export const INLINE_BLOCK_BYTES = 64 * KIB;
/** Of input and records together: after so much the reading thread lets others have a turn. */
export const TURN_BYTES = 128 * KIB;
/** Holds the records that are handed on at a time. */
export const INLINE_ANSWER_BYTES = 64 * KIB;

/** Of input that one worker scans at a time: a millisecond or two, against which handing it over is cheap. */
export const WORKER_BLOCK_BYTES = 256 * KIB;
export const WORKER_ANSWER_BYTES = 256 * KIB;
/** Records can be a hundred times as long as their lines, so memory is bounded by lines too: some 0.5 MiB of usual records. */
export const BLOCK_LINES_MAX = 4096;
/** Buffers for answers that wait for their next use, of all batches together: 4 MiB. */
export const SPARE_ANSWERS_MAX = 16;
