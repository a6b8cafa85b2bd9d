import { BatchScanner } from '../../core/batch/batch-scanner.js';
import type { BatchPlan } from '../../core/batch/batch-plan.js';
import type { CardTables } from '../../core/card-tables.js';
import type { NumberedBlock } from './batch-lines.js';
import { INLINE_ANSWER_BYTES } from './batch-sizes.js';
import { EventLoopTurns } from './event-loop-turn.js';

/** Scans on the thread that reads, a little at a time. */
export class InlineScan {
  readonly #scanner: BatchScanner;
  readonly #out = new Uint8Array(INLINE_ANSWER_BYTES);
  readonly #turns = new EventLoopTurns();

  constructor(
    readonly tables: CardTables,
    plan: BatchPlan,
    readonly planText: string,
  ) {
    this.#scanner = new BatchScanner(tables, plan);
  }

  /** Of the last block, when all its records were handed on. */
  get tally(): Uint32Array {
    return this.#scanner.tally;
  }

  /** Records of the block, in one buffer that is used again. @throws whatever a bug in the scanner does. */
  async *scan({ block, line }: Pick<NumberedBlock, 'block' | 'line'>): AsyncGenerator<Uint8Array, void, void> {
    const scanner = this.#scanner;
    scanner.begin(block, line);
    let inputBytes = block.to - block.from;
    try {
      while (!scanner.isDone) {
        const bytes = scanner.fill(this.#out);
        if (bytes > 0) yield this.#out.subarray(0, bytes);
        await this.#turns.after(bytes + inputBytes);
        inputBytes = 0;
      }
    } finally {
      scanner.end();
    }
  }

  /** Overwrites the records that were handed on last. */
  forgetRecords(): void {
    this.#out.fill(0);
  }
}
