import type { CsvColumns } from '../../core/batch/batch-plan.js';
import type { AbortReason } from '../../core/batch/batch-summary.js';
import type { CsvQuestion } from '../../core/batch/csv-header.js';
import { BatchLines, type NumberedBlock } from './batch-lines.js';
import type { BatchLimits } from './batch-request.js';
import { ChunkFeed } from './chunk-feed.js';
import type { InputBuffers } from './input-buffers.js';

/** Which block is wanted. */
export interface BlockWish {
  /** How long it shall be, unless it is one long line. */
  readonly bytesMax: number;
  /** Whatever whole lines there are; else it waits until the block is full or the input over. */
  readonly isHasty: boolean;
}

export interface BatchSource {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Null unless the input is CSV. */
  readonly csv: CsvQuestion | null;
  /** Called when a chunk that was asked for is there, or none comes any more. */
  readonly onNews: () => void;
}

/** Reads the chunks of a batch and makes blocks of them, no faster than these are taken. */
export class BatchReader {
  readonly #lines: BatchLines;
  readonly #feed: ChunkFeed;

  /** @throws BatchInputError */
  constructor({ chunks, csv, onNews }: BatchSource, limits: BatchLimits, buffers: InputBuffers) {
    this.#lines = new BatchLines(csv, limits, buffers);
    this.#feed = new ChunkFeed(chunks, onNews);
  }

  get bytesRead(): number {
    return this.#feed.bytesRead;
  }

  /** Known as soon as there is a block, if the input is CSV. */
  get columns(): CsvColumns | null {
    return this.#lines.columns;
  }

  /** Why not everything was read; null when it was, or still may be. */
  get reason(): AbortReason | null {
    return this.#lines.isBeyondMax ? 'lines_max' : this.#feed.reason;
  }

  /** After `take` gave nothing: nor will it any more. */
  get isOver(): boolean {
    return this.#lines.isBeyondMax || (this.#feed.isOver && !this.#lines.hasBlock);
  }

  /** Takes in what was read, and asks for more as long as there is room for it. @throws whatever the source of the chunks threw. */
  readOn(bytesMax: number): void {
    this.#feed.throwFailure();
    while (this.#feed.hasBytes && !this.#lines.isFull)
      this.#feed.pour((chunk, at) => this.#lines.add(chunk, at, bytesMax));
    if (!this.#lines.isFull) this.#feed.request();
  }

  /** The next block; null as long as there is none. @throws BatchInputError only before the first. */
  take({ bytesMax, isHasty }: BlockWish): NumberedBlock | null {
    for (;;) {
      this.readOn(bytesMax);
      const { isFull, hasBlock } = this.#lines;
      if (this.#feed.isOver && !isFull) return this.#lines.end(this.#feed.reason === null ? 'whole' : 'cut');
      if (!isFull && !(isHasty && hasBlock)) return null;
      const block = this.#lines.take();
      // The header of a CSV may have been all there was.
      if (block !== null || this.#lines.isBeyondMax) return block;
    }
  }

  close(): Promise<void> {
    return this.#feed.close();
  }
}
