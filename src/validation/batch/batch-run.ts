import type { BatchPlan } from '../../core/batch/batch-plan.js';
import type { AbortReason } from '../../core/batch/batch-summary.js';
import { BatchTally, tallyLayout } from '../../core/batch/batch-tally.js';
import type { CardTables } from '../../core/card-tables.js';
import type { NumberedBlock } from './batch-lines.js';
import type { BatchObserver, BlockScanners, ScannedBlock } from './batch-ports.js';
import { BatchReader } from './batch-reader.js';
import type { BatchLimits, BatchRequest } from './batch-request.js';
import { INLINE_BLOCK_BYTES, WORKERS_FROM_BYTES } from './batch-sizes.js';
import { Bell } from './bell.js';
import { BlockQueue, type FailedBlock } from './block-queue.js';
import type { BatchStock } from './batch-stock.js';
import type { InlineScan } from './inline-scan.js';
import { EventLoopTurns } from './event-loop-turn.js';
import { InputBuffers } from './input-buffers.js';

export interface BatchSurroundings {
  readonly tables: CardTables;
  readonly scanners: BlockScanners | null;
  readonly observer: BatchObserver;
  readonly limits: BatchLimits;
  readonly stock: BatchStock;
}

/** One batch: reads, has blocks scanned here or by workers, and hands on their records in order. */
export class BatchRun {
  readonly tally: BatchTally;
  readonly #bell = new Bell();
  readonly #turns = new EventLoopTurns();
  readonly #buffers: InputBuffers;
  readonly #reader: BatchReader;
  readonly #queue: BlockQueue | null;
  #plan: BatchPlan | null = null;
  #inline: InlineScan | null = null;
  #hasFailed = false;

  /** @throws BatchInputError */
  constructor(
    private readonly parts: BatchSurroundings,
    private readonly request: BatchRequest,
    chunks: AsyncIterable<Uint8Array>,
  ) {
    const { tables, scanners, limits, stock } = parts;
    this.tally = new BatchTally(tallyLayout(tables));
    this.#buffers = new InputBuffers(stock);
    this.#reader = new BatchReader({ chunks, csv: request.csv, onNews: this.#bell.ring }, limits, this.#buffers);
    const buffers = { input: this.#buffers, answers: stock.answers };
    this.#queue = scanners && new BlockQueue(scanners, buffers, this.#bell.ring);
  }

  get bytesIn(): number {
    return this.#reader.bytesRead;
  }

  /** Why the batch ended early; null when it did not. */
  get reason(): AbortReason | null {
    return this.#hasFailed ? 'internal_error' : this.#reader.reason;
  }

  /**
   * Every record there is, in order.
   * @throws BatchInputError before the first; whatever the source of the chunks throws, except `BatchAborted`, at once
   */
  async *records(): AsyncGenerator<Uint8Array, void, void> {
    while (!this.#hasFailed) {
      const landed = this.#queue?.takeLanded() ?? null;
      const block = this.#read();
      if (block !== null) yield* this.#scanHere(block);
      else if (landed !== null) yield* this.#handOn(landed);
      else if (this.#isOver) break;
      else await this.#bell.wait();
    }
    if (!this.#hasFailed) this.#leaveScan();
  }

  /** Work stops, and what held card numbers is overwritten. */
  close(): Promise<void> {
    this.#buffers.close();
    this.#queue?.close();
    return this.#reader.close();
  }

  /** A block to be scanned here, as long as the batch is small; then what there is goes to the workers. */
  #read(): NumberedBlock | null {
    const isSmall = this.bytesIn <= WORKERS_FROM_BYTES;
    if (this.#queue === null || isSmall) return this.#reader.take({ bytesMax: INLINE_BLOCK_BYTES, isHasty: true });
    this.#leaveScan();
    this.#feedWorkers(this.#queue);
    return null;
  }

  /** While a block is out the next one grows; when none is, whatever lines there are go at once. */
  #feedWorkers(queue: BlockQueue): void {
    while (queue.hasRoom) {
      const block = this.#reader.take({ bytesMax: Infinity, isHasty: queue.isEmpty });
      if (block === null) return;
      queue.send(this.parts.tables, this.#planned(), block);
    }
    this.#reader.readOn(Infinity);
  }

  get #isOver(): boolean {
    return this.#reader.isOver && (this.#queue === null || this.#queue.isEmpty);
  }

  async *#scanHere(block: NumberedBlock): AsyncGenerator<Uint8Array, void, void> {
    const scan = (this.#inline ??= this.parts.stock.takeScan(this.parts.tables, this.#planned()));
    try {
      yield* scan.scan(block);
      this.#count(scan.tally);
    } catch (error) {
      // Whole blocks are counted, as with workers: of this one nobody knows which lines were answered.
      this.#fail(error);
    }
    this.#buffers.giveBack(block.block.buffer);
  }

  async *#handOn(landed: ScannedBlock | FailedBlock): AsyncGenerator<Uint8Array, void, void> {
    if ('error' in landed) {
      this.#fail(landed.error);
      return;
    }
    for (const part of landed.parts) {
      if (part.length > 0) yield part;
      this.#queue?.recycle(part.buffer);
      await this.#turns.after(part.length);
    }
    this.#count(landed.tally);
  }

  #count(tally: Uint32Array): void {
    this.tally.add(tally);
    this.parts.observer.blockAnswered({ layout: this.tally.layout, tally });
  }

  /** Its records were read, and nothing went wrong. */
  #leaveScan(): void {
    if (this.#inline !== null) this.parts.stock.giveBackScan(this.#inline);
    this.#inline = null;
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    this.parts.observer.blockFailed?.(error);
  }

  /** Invariant: there was a block, so the columns of a CSV are known. */
  #planned(): BatchPlan {
    const { input, output, fields, only } = this.request;
    const { lineBytesMax } = this.parts.limits;
    return (this.#plan ??= { input, columns: this.#reader.columns, output, fields, only, lineBytesMax });
  }
}
