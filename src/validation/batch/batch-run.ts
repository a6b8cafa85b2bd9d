import type { BatchPlan } from '../../core/batch/batch-plan.js';
import type { AbortReason } from '../../core/batch/batch-summary.js';
import { BatchTally, tallyLayout } from '../../core/batch/batch-tally.js';
import type { CardTables } from '../../core/card-tables.js';
import { Admission } from './admission.js';
import type { NumberedBlock } from './batch-lines.js';
import type { BatchObserver, BlockScanners, LineGate, ScannedBlock } from './batch-ports.js';
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
  /** Without one every line may be answered. */
  readonly gate?: LineGate | null;
}

/** One batch: reads, has blocks scanned here or by workers, and hands on their records in order. */
export class BatchRun {
  readonly tally: BatchTally;
  readonly #bell = new Bell();
  readonly #turns = new EventLoopTurns();
  readonly #buffers: InputBuffers;
  readonly #reader: BatchReader;
  readonly #queue: BlockQueue | null;
  readonly #admission: Admission;
  #plan: BatchPlan | null = null;
  #inline: InlineScan | null = null;
  #hasFailed = false;

  /** @throws BatchInputError */
  constructor(
    private readonly parts: BatchSurroundings,
    private readonly request: BatchRequest,
    chunks: AsyncIterable<Uint8Array>,
  ) {
    const { tables, scanners, limits, stock, gate = null } = parts;
    this.tally = new BatchTally(tallyLayout(tables));
    this.#admission = new Admission(gate);
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
    return this.#hasFailed ? 'internal_error' : (this.#admission.reason ?? this.#reader.reason);
  }

  /**
   * Every record there is, in order.
   * @throws BatchInputError and `BatchAborted` of the gate before the first; whatever the source of the chunks throws, except
   * `BatchAborted`, at once
   */
  async *records(): AsyncGenerator<Uint8Array, void, void> {
    let landed: ScannedBlock | FailedBlock | null = null;
    while (!this.#hasFailed) {
      landed ??= this.#queue?.takeLanded() ?? null;
      const queue = this.#workers();
      const block = this.#take(queue);
      if (block !== null) yield* this.#answer(block, queue);
      else if (landed !== null) {
        yield* this.#handOn(landed);
        landed = null;
      }
      // Invariant: nothing was waited for since there was no block, or one may have come meanwhile.
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

  /** Who scans the next block: workers, once the batch is not small any more; null while it is scanned here. */
  #workers(): BlockQueue | null {
    if (this.#queue === null || this.bytesIn <= WORKERS_FROM_BYTES) return null;
    this.#leaveScan();
    return this.#queue;
  }

  /** While a block is with the workers the next one grows; when none is, whatever lines there are go at once. */
  #take(queue: BlockQueue | null): NumberedBlock | null {
    if (this.#admission.reason !== null) return null;
    if (queue === null) return this.#reader.take({ bytesMax: INLINE_BLOCK_BYTES, isHasty: true });
    if (queue.hasRoom) return this.#reader.take({ bytesMax: Infinity, isHasty: queue.isEmpty });
    this.#reader.readOn(Infinity);
    return null;
  }

  async *#answer(block: NumberedBlock, queue: BlockQueue | null): AsyncGenerator<Uint8Array, void, void> {
    const admitted = await this.#admission.admit(block);
    if (admitted === null) return;
    if (queue === null) yield* this.#scanHere(admitted);
    else queue.send(this.parts.tables, this.#planned(), admitted);
  }

  get #isOver(): boolean {
    const readsOn = this.#admission.reason === null && !this.#reader.isOver;
    return !readsOn && (this.#queue === null || this.#queue.isEmpty);
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
    const [valid = 0, invalid = 0, unrecognized = 0] = tally;
    this.#admission.answered(valid + invalid + unrecognized, valid);
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
