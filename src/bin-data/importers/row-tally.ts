import type { IssuerRecord, RowCount } from '../../core/issuers/issuer-record.js';
import { EXPECTED_SKIPS, type RowNote, type RowReading, type SkipReason } from './importer.js';

/** A record and those with the same bounds, but of other countries or PAN lengths. */
interface Kept {
  readonly record: IssuerRecord;
  readonly others: Kept | undefined;
}

interface Skips {
  count: number;
  readonly firstLine: number;
}

/**
 * What became of each row of one file.
 * Invariant: rows read are rows kept plus rows skipped; a row can be nothing else.
 */
export class RowTally {
  readonly #records: IssuerRecord[] = [];
  readonly #byBounds = new Map<string, Kept>();
  readonly #skips = new Map<SkipReason, Skips>();
  readonly #notes = new Map<RowNote, number>();
  #rowsRead = 0;

  take(reading: RowReading, line: number): void {
    this.#rowsRead++;
    const reason = 'skipped' in reading ? reading.skipped : this.#keep(reading.record, reading.notes);
    if (reason !== null) this.#skip(reason, line);
  }

  get rowsRead(): number {
    return this.#rowsRead;
  }

  get records(): readonly IssuerRecord[] {
    return this.#records;
  }

  get skipped(): readonly RowCount[] {
    return sorted([...this.#skips].map(([reason, { count }]) => ({ reason, count })));
  }

  get notes(): readonly RowCount[] {
    return sorted([...this.#notes].map(([reason, count]) => ({ reason, count })));
  }

  get firstLines(): ReadonlyMap<SkipReason, number> {
    return new Map([...this.#skips].map(([reason, { firstLine }]) => [reason, firstLine]));
  }

  /** Rows skipped for damage, of all rows read. */
  get damagedPercent(): number {
    const damaged = [...this.#skips].filter(([reason]) => !EXPECTED_SKIPS.has(reason));
    return (100 * damaged.reduce((sum, [, { count }]) => sum + count, 0)) / Math.max(this.#rowsRead, 1);
  }

  /** Null when it was kept. */
  #keep(record: IssuerRecord, notes: readonly RowNote[]): SkipReason | null {
    const bounds = record.low === record.high ? record.low : `${record.low}-${record.high}`;
    const sameBounds = this.#byBounds.get(bounds);
    const earlier = findRival(sameBounds, record);
    if (earlier !== null) return sameFacts(earlier, record) ? 'duplicate' : 'contradicts_earlier_row';
    this.#byBounds.set(bounds, { record, others: sameBounds });
    this.#records.push(record);
    for (const note of notes) this.#notes.set(note, (this.#notes.get(note) ?? 0) + 1);
    return null;
  }

  #skip(reason: SkipReason, line: number): void {
    const skips = this.#skips.get(reason);
    if (skips === undefined) this.#skips.set(reason, { count: 1, firstLine: line });
    else skips.count++;
  }
}

/** The same digits in another country, or of another length, are other cards. */
function findRival(kept: Kept | undefined, { country, panLengths }: IssuerRecord): IssuerRecord | null {
  for (let next = kept; next !== undefined; next = next.others) {
    const { record } = next;
    if (record.country === country && overlap(record.panLengths, panLengths)) return record;
  }
  return null;
}

function overlap(lengths: readonly number[], others: readonly number[]): boolean {
  return lengths.length === 0 || others.length === 0 || lengths.some((length) => others.includes(length));
}

function sameFacts(a: IssuerRecord, b: IssuerRecord): boolean {
  return (
    a.name === b.name &&
    a.funding === b.funding &&
    a.product === b.product &&
    a.segment === b.segment &&
    a.brandId === b.brandId &&
    a.panLengths.join() === b.panLengths.join()
  );
}

function sorted(counts: readonly RowCount[]): readonly RowCount[] {
  return [...counts].sort((a, b) => (a.reason < b.reason ? -1 : 1));
}
