import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import type { Gunzip, ZstdDecompress } from 'node:zlib';
import { BatchAborted } from '../../core/batch/batch-summary.js';
import type { ContentCoding } from '../http/content-coding.js';

export interface InflationLimits {
  /** Most bytes that one byte may become, over the whole stream. */
  readonly batchInflationRatioMax: number;
  readonly batchInflatedBytesMax: number;
}

type Decoder = Gunzip | ZstdDecompress;

/** So much may come of next to nothing: the beginning of a stream says little about the rest. */
const RATIO_FREE_BYTES = 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
/** Source: RFC 9659 §3, no more than 8 MiB. The default would let each stream take 128 MiB. */
const ZSTD_WINDOW_LOG_MAX = 23;
/** What each further part of a body counts as having become, for it takes a decoder: as much work as to inflate so many bytes. */
const PART_BYTES = CHUNK_BYTES;
/** So many parts may be next to nothing. */
const PARTS_FREE = 16;

/**
 * Undoes the content coding of a body. Bodies of several gzip members or zstd frames are one body.
 *
 * @throws BatchAborted when it is damaged, ends too early, or becomes too long.
 */
export async function* decodeBody(
  chunks: AsyncIterable<Uint8Array>,
  coding: ContentCoding,
  limits: InflationLimits,
): AsyncGenerator<Uint8Array, void, void> {
  const inflation = new Inflation(coding, limits);
  try {
    for await (const chunk of chunks) yield* inflation.add(chunk);
    yield* inflation.end();
  } finally {
    inflation.close();
  }
}

class Inflation {
  #decoder: Decoder | null = null;
  #fault: Error | null = null;
  #wake: (() => void) | null = null;
  /** Of decoders that are done. */
  #bytesTaken = 0;
  #bytesOut = 0;
  #parts = 0;
  #isPadding = false;

  constructor(
    private readonly coding: ContentCoding,
    private readonly limits: InflationLimits,
  ) {}

  async *add(chunk: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#isPadding) {
        checkPadding(rest);
        return;
      }
      const decoder = (this.#decoder ??= this.#open());
      const before = decoder.bytesWritten;
      const given = rest;
      yield* this.#step(decoder, (done) => decoder.write(given, done));
      const taken = decoder.bytesWritten - before;
      rest = rest.subarray(taken);
      if (rest.length > 0) this.#endPart(taken, rest);
    }
  }

  async *end(): AsyncGenerator<Uint8Array, void, void> {
    const decoder = this.#decoder;
    if (decoder !== null) yield* this.#step(decoder, (done) => decoder.once('end', done).end());
  }

  close(): void {
    this.#bytesTaken += this.#decoder?.bytesWritten ?? 0;
    this.#decoder?.destroy();
    this.#decoder = null;
  }

  #open(): Decoder {
    const options = { chunkSize: CHUNK_BYTES };
    const params = { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX };
    const decoder = this.coding === 'gzip' ? createGunzip(options) : createZstdDecompress({ ...options, params });
    decoder.on('readable', this.#stirred);
    decoder.on('error', (error) => {
      this.#fault = error;
      this.#stirred();
    });
    return decoder;
  }

  /** Node's decoder of zstd takes one frame and ignores what follows, which may be another; gzip may be padded with zeros. */
  #endPart(taken: number, rest: Uint8Array): void {
    this.#isPadding = this.coding === 'gzip' && rest[0] === 0;
    if (taken === 0 && !this.#isPadding) throw new BatchAborted('encoding_damaged');
    this.close();
    this.#parts++;
    this.#checkRatio(this.#bytesTaken);
  }

  /** Whatever comes out until `begin` calls back. */
  async *#step(decoder: Decoder, begin: (done: () => void) => unknown): AsyncGenerator<Uint8Array, void, void> {
    const step = { isDone: false };
    begin(() => {
      step.isDone = true;
      this.#stirred();
    });
    for (;;) {
      const chunk = decoder.read() as Uint8Array | null;
      if (this.#fault !== null) throw new BatchAborted('encoding_damaged');
      if (chunk !== null) yield this.#counted(chunk, this.#bytesTaken + decoder.bytesWritten);
      else if (step.isDone) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #counted(chunk: Uint8Array, taken: number): Uint8Array {
    this.#bytesOut += chunk.length;
    if (this.#bytesOut > this.limits.batchInflatedBytesMax) throw new BatchAborted('inflated_max');
    this.#checkRatio(taken);
    return chunk;
  }

  #checkRatio(taken: number): void {
    const bytes = this.#bytesOut + Math.max(0, this.#parts - PARTS_FREE) * PART_BYTES;
    if (bytes > RATIO_FREE_BYTES && bytes > taken * this.limits.batchInflationRatioMax)
      throw new BatchAborted('inflation_ratio_max');
  }

  readonly #stirred = (): void => {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  };
}

/** Source: gzip(1), which writes and reads past the zeros that fill a tape's last block. */
function checkPadding(bytes: Uint8Array): void {
  if (bytes.some((byte) => byte !== 0)) throw new BatchAborted('encoding_damaged');
}
