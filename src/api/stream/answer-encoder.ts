import type { Buffer } from 'node:buffer';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import type { Gzip, ZstdCompress } from 'node:zlib';
import type { ContentCoding } from '../http/content-coding.js';

/** The answer goes on for as long as the question does, so what matters is that it keeps up. */
const FASTEST = 1;

/** Compresses an answer piece by piece; each piece comes out whole, so that whoever waits for a record gets it. */
export class AnswerEncoder {
  readonly #encoder: Gzip | ZstdCompress;
  readonly #flushKind: number;
  #pieces: Buffer[] = [];

  constructor(coding: ContentCoding) {
    const isGzip = coding === 'gzip';
    this.#encoder = isGzip
      ? createGzip({ level: FASTEST })
      : createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: FASTEST } });
    this.#flushKind = isGzip ? constants.Z_SYNC_FLUSH : constants.ZSTD_e_flush;
    this.#encoder.on('data', (piece: Buffer) => this.#pieces.push(piece));
  }

  /** `chunk` may be overwritten once the answer is there. */
  encode(chunk: Uint8Array): Promise<readonly Buffer[]> {
    return this.#collect((done) => {
      this.#encoder.write(chunk);
      this.#encoder.flush(this.#flushKind, done);
    });
  }

  /** What is left; less than that when it was closed meanwhile. */
  end(): Promise<readonly Buffer[]> {
    if (this.#encoder.destroyed) return Promise.resolve([]);
    return this.#collect((done) => this.#encoder.once('close', done).end());
  }

  close(): void {
    this.#encoder.destroy();
  }

  #collect(begin: (done: () => void) => unknown): Promise<readonly Buffer[]> {
    return new Promise((resolve, reject) => {
      this.#encoder.once('error', reject);
      begin(() => {
        this.#encoder.off('error', reject);
        const pieces = this.#pieces;
        this.#pieces = [];
        resolve(pieces);
      });
    });
  }
}
