import type { BatchPlan } from '../../core/batch/batch-plan.js';
import type { CardTables } from '../../core/card-tables.js';
import type { NumberedBlock } from './batch-lines.js';
import type { BlockScanners, ScannedBlock } from './batch-ports.js';
import type { InputBuffers } from './input-buffers.js';

/** Of answers, kept for the next; a burst of long records needs more for a while. */
const SPARE_MAX = 32;

export interface FailedBlock {
  readonly error: unknown;
}

interface Flight {
  landed: ScannedBlock | FailedBlock | null;
}

/** The blocks of one batch that are with the workers, in the order of their lines. */
export class BlockQueue {
  readonly #flights: Flight[] = [];
  readonly #spare: ArrayBuffer[] = [];
  /** Buffers that the last answer took. */
  #partsUsual = 1;

  /** @param onLanded Called when a block is back, whichever it is. */
  constructor(
    private readonly scanners: BlockScanners,
    private readonly buffers: InputBuffers,
    private readonly onLanded: () => void,
  ) {}

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
    this.buffers.handOver(block.buffer);
    const spare = this.#spare.splice(0, this.#partsUsual);
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
    if (this.#spare.length < SPARE_MAX) this.#spare.push(buffer);
  }

  async #fly(flight: Flight, scanning: Promise<ScannedBlock>): Promise<void> {
    try {
      const scanned = await scanning;
      flight.landed = scanned;
      this.buffers.giveBack(scanned.buffer);
      for (const buffer of scanned.spare) this.recycle(buffer);
    } catch (error) {
      flight.landed = { error };
    }
    this.onLanded();
  }
}
