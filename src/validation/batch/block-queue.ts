import type { BatchPlan } from '../../core/batch/batch-plan.js';
import type { CardTables } from '../../core/card-tables.js';
import type { AnswerBuffers } from './answer-buffers.js';
import type { NumberedBlock } from './batch-lines.js';
import type { BlockScanners, ScannedBlock } from './batch-ports.js';
import type { InputBuffers } from './input-buffers.js';

export interface FailedBlock {
  readonly error: unknown;
}

interface Flight {
  landed: ScannedBlock | FailedBlock | null;
}

/** The blocks of one batch that are with the workers, in the order of their lines. */
export class BlockQueue {
  readonly #flights: Flight[] = [];
  /** Buffers that the last answer took. */
  #partsUsual = 1;

  /** @param onLanded Called when a block is back, whichever it is. */
  constructor(
    private readonly scanners: BlockScanners,
    private readonly buffers: Readonly<{ input: InputBuffers; answers: AnswerBuffers }>,
    private readonly onLanded: () => void,
  ) {
    buffers.answers.open();
  }

  /** One block more than is worked on, so that no worker waits for the next. */
  get hasRoom(): boolean {
    return this.#flights.length <= this.scanners.width;
  }

  get isEmpty(): boolean {
    return this.#flights.length === 0;
  }

  send(tables: CardTables, plan: BatchPlan, { block, line }: NumberedBlock): void {
    const flight: Flight = { landed: null };
    this.#flights.push(flight);
    this.buffers.input.handOver(block.buffer);
    const spare = this.buffers.answers.take(this.#partsUsual);
    void this.#fly(flight, this.scanners.scan({ tables, plan, block, line, spare }));
  }

  /** The oldest block, if it is back. */
  takeLanded(): ScannedBlock | FailedBlock | null {
    const landed = this.#flights[0]?.landed ?? null;
    if (landed === null) return null;
    this.#flights.shift();
    if ('parts' in landed) this.#partsUsual = Math.max(1, landed.parts.length);
    return landed;
  }

  /** @param buffer Of an answer that was handed on. */
  recycle(buffer: ArrayBuffer): void {
    this.buffers.answers.giveBack(buffer);
  }

  /** What is still with the workers goes nowhere. */
  close(): void {
    this.#flights.length = 0;
    this.buffers.answers.close();
  }

  async #fly(flight: Flight, scanning: Promise<ScannedBlock>): Promise<void> {
    try {
      const scanned = await scanning;
      flight.landed = scanned;
      this.buffers.input.giveBack(scanned.buffer);
      for (const buffer of scanned.spare) this.recycle(buffer);
    } catch (error) {
      flight.landed = { error };
    }
    this.onLanded();
  }
}
