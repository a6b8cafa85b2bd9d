import type { CardTables } from '../card-tables.js';
import { STATUSES, type Status } from '../report.js';
import { BATCH_FINDING_CODES, type BatchFindingCode } from './batch-finding.js';

/** Where each count stands: statuses first, then brands in the order of the table, lines without a brand, findings. */
export interface TallyLayout {
  readonly brandIds: readonly string[];
  /** The count of the first brand; the one after the last is that of lines without. */
  readonly brandAt: number;
  /** The count of the first finding. */
  readonly findingAt: number;
  readonly size: number;
}

export function tallyLayout({ iins }: CardTables): TallyLayout {
  const brandIds = iins.brands.map(({ id }) => id);
  const brandAt = STATUSES.length;
  const findingAt = brandAt + brandIds.length + 1;
  return { brandIds, brandAt, findingAt, size: findingAt + BATCH_FINDING_CODES.length };
}

/** How often each verdict was given. */
export interface BatchCounts {
  readonly lines: number;
  readonly byStatus: Readonly<Record<Status, number>>;
  /** Brands that were decided at least once, most frequent first. */
  readonly byBrand: Readonly<Record<string, number>>;
  /** Lines with that finding, most frequent first; findings that no line has are left out. */
  readonly byFinding: Readonly<Partial<Record<BatchFindingCode, number>>>;
}

/** Adds up the tallies of blocks. Exact up to 2^53 lines. */
export class BatchTally {
  readonly counts: Float64Array;

  constructor(readonly layout: TallyLayout) {
    this.counts = new Float64Array(layout.size);
  }

  /** @param block Counts of the same layout. */
  add(block: Uint32Array): void {
    for (let index = 0; index < block.length; index++) this.counts[index]! += block[index]!;
  }

  get lines(): number {
    return this.counts[0]! + this.counts[1]! + this.counts[2]!;
  }

  toCounts(): BatchCounts {
    const { counts, layout } = this;
    const { brandIds, brandAt, findingAt } = layout;
    return {
      lines: this.lines,
      byStatus: Object.fromEntries(STATUSES.map((status, index) => [status, counts[index]!])) as Record<Status, number>,
      byBrand: frequent(brandIds, counts.subarray(brandAt, findingAt - 1)),
      byFinding: frequent(BATCH_FINDING_CODES, counts.subarray(findingAt)),
    };
  }
}

function frequent<Name extends string>(names: readonly Name[], counts: Float64Array): Record<Name, number> {
  const entries = names.map((name, index) => [name, counts[index]!] as const).filter(([, count]) => count > 0);
  return Object.fromEntries(entries.sort((a, b) => b[1] - a[1])) as Record<Name, number>;
}
