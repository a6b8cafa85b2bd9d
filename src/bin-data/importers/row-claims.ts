import type { IssuerRecord } from '../../core/issuers/issuer-record.js';
import type { Funding, Segment } from '../../core/report.js';
import { brandOf } from './brand-claim.js';
import { CellMemory } from './cell-memory.js';
import { cleanText } from './claim-text.js';
import { countryListOf } from './country-claim.js';
import { fundingOf, saysPrepaid } from './funding-claim.js';
import type { RowNote, RowReading, SkipReason } from './importer.js';
import { panLengthsOf } from './pan-length-claim.js';
import { segmentOf } from './segment-claim.js';

/** A record before it is settled which of the countries it names is meant. */
export interface ClaimedRow extends Omit<IssuerRecord, 'country'> {
  readonly countries: readonly string[];
}

export const NO_CLAIMS = {
  name: null,
  countries: [],
  funding: 'unknown',
  product: null,
  segment: 'unknown',
  brandId: null,
  panLengths: [],
} as const satisfies Omit<ClaimedRow, 'low' | 'high'>;

/** Reads the cells of a file leniently, one row after the other: what is not understood is left out and noted. */
export class RowClaims {
  readonly #scope: readonly string[];
  readonly #texts = new CellMemory(cleanText);
  readonly #brands = new CellMemory(brandOf);
  readonly #countries = new CellMemory(countryListOf);
  readonly #fundings = new CellMemory(fundingOf);
  readonly #prepaid = new CellMemory(saysPrepaid);
  readonly #segments = new CellMemory(segmentOf);
  readonly #panLengths = new CellMemory(panLengthsOf);
  /** Of the row at hand. */
  #notes: RowNote[] = [];

  /** @param scope Countries to keep; empty keeps all. */
  constructor(scope: readonly string[]) {
    this.#scope = scope;
  }

  note(note: RowNote): void {
    if (!this.#notes.includes(note)) this.#notes.push(note);
  }

  text(cell: string): string | null {
    if (cell === '') return null;
    const { text, note } = this.#texts.get(cell);
    if (note !== null) this.note(note);
    return text;
  }

  brand(cell: string): string | null {
    const claim = this.#brands.get(cell);
    if (claim.kind === 'ours') return claim.id;
    if (claim.kind === 'local') this.note('brand_local');
    if (claim.kind === 'not_ours') this.note('brand_not_ours');
    return null;
  }

  /** One country, or several with `|` between them. */
  countries(cell: string): readonly string[] {
    const { countries, understood } = this.#countries.get(cell);
    if (!understood) this.note('country_not_iso');
    return countries;
  }

  funding(cell: string, category = ''): Funding {
    if (this.#prepaid.get(category)) return 'prepaid';
    const funding = this.#fundings.get(cell);
    if (funding === null) this.note('funding_not_known');
    return funding ?? 'unknown';
  }

  segment(category: string): Segment {
    return this.#segments.get(category);
  }

  panLengths(cell: string): readonly number[] {
    const lengths = this.#panLengths.get(cell);
    if (lengths === null) this.note('pan_length_not_possible');
    return lengths ?? [];
  }

  /** Ends the row: a record of one country, if it is in scope and says anything. */
  settle(row: ClaimedRow | SkipReason): RowReading {
    const reading = typeof row === 'string' ? { skipped: row } : this.#settled(row);
    this.#notes = [];
    return reading;
  }

  #settled(row: ClaimedRow): RowReading {
    const meant = countriesMeant(row.countries, this.#scope, !this.#notes.includes('country_not_iso'));
    if (meant === null) return { skipped: 'outside_scope' };
    if (meant.length > 1) this.note('several_countries');
    const country = meant.length === 1 ? (meant[0] ?? null) : null;
    const { low, high, name, funding, product, segment, brandId, panLengths } = row;
    const record = { low, high, name, country, funding, product, segment, brandId, panLengths };
    return saysNothing(record) ? { skipped: 'nothing_said' } : { record, notes: this.#notes };
  }
}

/**
 * Null when the row speaks of other countries only. A row that names none, not even in words that are no country's code, is about the
 * only country there can be.
 */
function countriesMeant(
  named: readonly string[],
  scope: readonly string[],
  understood: boolean,
): readonly string[] | null {
  if (scope.length === 0) return named;
  if (named.length === 0 && understood) return scope.length === 1 ? scope : [];
  const inScope = named.filter((country) => scope.includes(country));
  return inScope.length === 0 ? null : inScope;
}

function saysNothing(record: IssuerRecord): boolean {
  return (
    record.name === null &&
    record.country === null &&
    record.funding === 'unknown' &&
    record.product === null &&
    record.segment === 'unknown' &&
    record.brandId === null &&
    record.panLengths.length === 0
  );
}
