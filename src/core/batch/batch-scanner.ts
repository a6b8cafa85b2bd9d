import type { CardTables } from '../card-tables.js';
import { reportCard } from '../card-report.js';
import type { BatchPlan } from './batch-plan.js';
import { tallyLayout, type TallyLayout } from './batch-tally.js';
import type { LineBlock } from './line-block.js';
import { BATCH_FINDING_CODES } from './batch-finding.js';
import { STATUSES } from '../report.js';

/** No record is longer; an output buffer is at least twice as long. */
export const RECORD_BYTES_MAX = 16_384;

/**
 * Bytes in, bytes out: reads blocks of lines and writes a record for each line, with the verdict of `reportCard`.
 * Keeps no card number: what it read is overwritten by its owner, and what it remembers are verdicts.
 */
export class BatchScanner {
  readonly layout: TallyLayout;
  /** Of the block at hand, in that layout. */
  readonly tally: Uint32Array;
  #lines: string[] = [];
  #at = 0;
  #line = 0;

  constructor(
    private readonly tables: CardTables,
    private readonly plan: BatchPlan,
  ) {
    this.layout = tallyLayout(tables);
    this.tally = new Uint32Array(this.layout.size);
  }

  /** @param line Number of the first line of the block; that of the whole input is 1. */
  begin({ buffer, from, to }: LineBlock, line: number): void {
    this.tally.fill(0);
    const text = new TextDecoder().decode(new Uint8Array(buffer, from, to - from));
    this.#lines = text.split('\n').slice(0, -1);
    this.#at = 0;
    this.#line = line;
  }

  /** Every line of the block has its record. */
  get isDone(): boolean {
    return this.#at === this.#lines.length;
  }

  /** Writes records from the beginning of `out`, as many as fit. @returns The bytes written. */
  fill(out: Uint8Array): number {
    let end = 0;
    while (!this.isDone && out.length - end >= RECORD_BYTES_MAX) {
      const line = this.#lines[this.#at++]!.replace(/\r$/, '');
      let value: unknown = line;
      try {
        if (this.plan.input === 'ndjson') value = JSON.parse(line);
      } catch {
        value = 'x';
      }
      const pan = typeof value === 'object' ? (value as { pan: string }).pan : (value as string);
      const report = reportCard(this.tables, { pan }, { now: new Date(0), language: 'en' });
      this.tally[STATUSES.indexOf(report.status)]!++;
      const brandAt =
        report.brand === null ? this.layout.brandIds.length : this.layout.brandIds.indexOf(report.brand.id);
      this.tally[STATUSES.length + brandAt]!++;
      const codes = [...new Set(report.findings.map(({ code }) => code))];
      for (const code of codes)
        this.tally[STATUSES.length + this.layout.brandIds.length + 1 + BATCH_FINDING_CODES.indexOf(code)]!++;
      const record = {
        line: this.#line++,
        status: report.status,
        brand: report.brand?.id ?? null,
        maskedPan: report.maskedPan,
        findings: codes,
      };
      if (this.plan.only.length > 0 && !this.plan.only.includes(report.status)) continue;
      end += new TextEncoder().encodeInto(`${JSON.stringify(record)}\n`, out.subarray(end)).written;
    }
    return end;
  }
}
