import { FUNDINGS, SEGMENTS } from '../../core/report.js';
import { isBrandId } from './brand-claim.js';
import { isCountry } from './country-claim.js';
import type { SkipReason } from './importer.js';
import { ANY_PREFIX, readBounds } from './prefix-bounds.js';
import { type ClaimedRow, NO_CLAIMS, type RowClaims } from './row-claims.js';

/** Columns of our CSV; our NDJSON has the same keys but `panLengths`. */
export const OWN_COLUMNS = [
  ...(['low', 'high', 'issuer', 'country', 'funding', 'product', 'segment', 'brand', 'pan_lengths'] as const),
] as const;
type OwnColumn = Exclude<(typeof OWN_COLUMNS)[number], 'pan_lengths'>;

/** Cells of a row of ours; empty where nothing is said. `panLengths` is null when no card can have one of them. */
export type OwnCells = Readonly<Record<OwnColumn, string>> & { readonly panLengths: readonly number[] | null };

/** Strict: whoever writes for us writes our words, and is told when they are none. */
export function readOwnRow(cells: OwnCells, claims: RowClaims): ClaimedRow | SkipReason {
  const bounds = readBounds(cells.low, cells.high, ANY_PREFIX);
  if (typeof bounds === 'string') return bounds;
  const country = cells.country.trim();
  const brand = cells.brand.trim();
  const funding = wordOf(FUNDINGS, cells.funding);
  const segment = wordOf(SEGMENTS, cells.segment);
  if (country !== '' && !isCountry(country)) return 'country_not_iso';
  if (brand !== '' && !isBrandId(brand)) return 'brand_not_ours';
  if (funding === undefined) return 'funding_not_known';
  if (segment === undefined) return 'segment_not_known';
  if (cells.panLengths === null) return 'pan_length_not_possible';
  return {
    ...NO_CLAIMS,
    ...bounds,
    name: claims.text(cells.issuer),
    countries: country === '' ? [] : [country],
    funding,
    product: claims.text(cells.product),
    segment,
    brandId: brand || null,
    panLengths: cells.panLengths,
  };
}

function wordOf<Word extends string>(words: readonly Word[], cell: string): Word | 'unknown' | undefined {
  const word = cell.trim();
  return word === '' ? 'unknown' : words.find((known) => known === word);
}
