import { type AbortReason, BatchAborted } from '../../core/batch/batch-summary.js';
import type { NumberedBlock } from './batch-lines.js';
import type { LineGate } from './batch-ports.js';
import { splitLines } from './line-pieces.js';

/** Asks the gate of one batch about each block before it is scanned. Without a gate every line may be answered. */
export class Admission {
  #reason: AbortReason | null = null;
  #hasAdmitted = false;

  constructor(private readonly gate: LineGate | null) {}

  /** Why no more lines are let in; null while they are. */
  get reason(): AbortReason | null {
    return this.#reason;
  }

  /**
   * The block, or as many of its first lines as may be answered; null when none may.
   *
   * @throws BatchAborted when not one line of the batch may: there is nothing a summary could be about.
   */
  async admit(block: NumberedBlock): Promise<NumberedBlock | null> {
    if (this.gate === null) return block;
    let lines: number;
    try {
      lines = await this.gate.admit(block.lines);
    } catch (error) {
      if (error instanceof BatchAborted) this.#reason = error.reason;
      if (error instanceof BatchAborted && this.#hasAdmitted) return null;
      throw error;
    }
    this.#hasAdmitted = true;
    if (lines >= block.lines) return block;
    this.#reason = 'rate_limited';
    return { ...block, block: splitLines(block.block, lines)[0], lines };
  }

  answered(lines: number, valid: number): void {
    this.gate?.answered(lines, valid);
  }
}
