import { type Readable, pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Compression } from './input-name.js';
import { CHUNK_BYTES } from '../scan/scan-sizes.js';

/** What a compressed file holds; what goes wrong with either is thrown to whoever reads. Members and frames are one text. */
export function inflated(file: Readable, compression: Compression): AsyncIterable<Uint8Array> {
  if (compression === 'zstd') return inflatedFrames(file);
  return pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined);
}

/** Node's decoder of zstd takes one frame and ignores what follows, which may be another: each is given a decoder of its own. */
async function* inflatedFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let frame = new ZstdFrame();
  try {
    for await (const chunk of chunks) {
      let rest = yield* frame.add(chunk);
      while (rest.length > 0) {
        yield* frame.end();
        frame = new ZstdFrame();
        rest = yield* frame.add(rest);
      }
    }
    yield* frame.end();
  } finally {
    frame.close();
  }
}

class ZstdFrame {
  readonly #decoder = createZstdDecompress({ chunkSize: CHUNK_BYTES });
  #fault: Error | null = null;
  #wake: (() => void) | null = null;

  constructor() {
    this.#decoder.on('readable', this.#stirred);
    this.#decoder.on('error', (error) => {
      this.#fault = error;
      this.#stirred();
    });
  }

  /** @returns The bytes that do not belong to the frame. */
  async *add(bytes: Uint8Array): AsyncGenerator<Uint8Array, Uint8Array> {
    const before = this.#decoder.bytesWritten;
    yield* this.#until((done) => this.#decoder.write(bytes, done));
    return bytes.subarray(this.#decoder.bytesWritten - before);
  }

  /** @throws when it is cut off */
  end(): AsyncGenerator<Uint8Array, void> {
    return this.#until((done) => this.#decoder.once('end', done).end());
  }

  close(): void {
    this.#decoder.destroy();
  }

  async *#until(begin: (done: () => void) => unknown): AsyncGenerator<Uint8Array, void> {
    const step = { isDone: false };
    begin(() => {
      step.isDone = true;
      this.#stirred();
    });
    for (;;) {
      const chunk = this.#decoder.read() as Uint8Array | null;
      if (this.#fault !== null) throw this.#fault;
      if (chunk !== null) yield chunk;
      else if (step.isDone) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  readonly #stirred = (): void => {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  };
}
