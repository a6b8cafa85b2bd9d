import type { BatchPlan } from '../../core/batch/batch-plan.js';
import type { CardTables } from '../../core/card-tables.js';
import { AnswerBuffers } from './answer-buffers.js';
import { InlineScan } from './inline-scan.js';
import type { BufferStock } from './input-buffers.js';

/** As many small batches at a time find all they need. */
const SCANS_MAX = 4;
const BUFFERS_MAX = 2 * SCANS_MAX;

/** What a batch leaves to the next: to make a scanner and its buffers anew takes many times as long as a small batch itself. */
export class BatchStock implements BufferStock {
  readonly answers = new AnswerBuffers();
  #scans: InlineScan[] = [];
  readonly #buffers: ArrayBuffer[] = [];

  constructor(private readonly bufferBytes: number) {}

  takeScan(tables: CardTables, plan: BatchPlan): InlineScan {
    this.keepOnly(tables);
    const planText = JSON.stringify(plan);
    const at = this.#scans.findIndex((scan) => scan.planText === planText);
    return this.#scans.splice(at, at === -1 ? 0 : 1)[0] ?? new InlineScan(tables, plan, planText);
  }

  /** @param scan With no block, and no records that somebody still reads. */
  giveBackScan(scan: InlineScan): void {
    scan.forgetRecords();
    this.#scans.push(scan);
    if (this.#scans.length > SCANS_MAX) this.#scans.shift();
  }

  /** Scanners for tables that were replaced are of no use any more, and would keep megabytes of issuers. */
  keepOnly(tables: CardTables): void {
    this.#scans = this.#scans.filter((scan) => scan.tables === tables);
  }

  takeBuffer(): ArrayBuffer {
    return this.#buffers.pop() ?? new ArrayBuffer(this.bufferBytes);
  }

  /** @param buffer Overwritten. */
  giveBackBuffer(buffer: ArrayBuffer): void {
    if (this.#buffers.length < BUFFERS_MAX) this.#buffers.push(buffer);
  }
}
