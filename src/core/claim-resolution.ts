import { decides, intervalWidth, type AccountRange } from './account-range.js';
import type { Dispute } from './table-source.js';

/** ISO/IEC 7812-1 allows 10 to 19 digits. */
export const PAN_DIGITS_MIN = 10;
export const PAN_DIGITS_MAX = 19;
export const PAN_LENGTHS: readonly number[] = Array.from(
  { length: PAN_DIGITS_MAX - PAN_DIGITS_MIN + 1 },
  (_, index) => PAN_DIGITS_MIN + index,
);

export function isPanLength(length: number): boolean {
  return Number.isInteger(length) && length >= PAN_DIGITS_MIN && length <= PAN_DIGITS_MAX;
}

/** Nobody can say which of two equally specific claims is right. */
export const AMBIGUOUS = 'ambiguous';
export type Winner = AccountRange | typeof AMBIGUOUS | null;

/** Who decides at one prefix. */
export interface Resolution {
  /** The narrowest deciding claim, whatever the length. */
  readonly head: Winner;
  /** By PAN length, in the order of `PAN_LENGTHS`: the deciding claim for numbers of that length. */
  readonly byLength: readonly Winner[];
}

/**
 * Resolves the claims on one prefix (`docs/adr/0004-narrowest-claim-decides.md`):
 * 1. `low` and `closed` claims never decide. 2. The narrowest interval wins. 3. Equal widths are settled by a declared dispute or by
 * a declared co-badge. 4. Brands that split the prefix by length with the winner, or dispute it, own the PAN lengths the winner does
 * not have; any other wider brand is hidden. A co-badge is a second mark on the same card and changes no length.
 *
 * @param claims Ranges that cover the prefix, most specific first. @param disputes Disputes that cover it.
 */
export function resolveClaims(claims: readonly AccountRange[], disputes: readonly Dispute[]): Resolution {
  const deciders = claims.filter(decides);
  const head = headOf(deciders, disputes);
  if (head === null || head === AMBIGUOUS) return { head, byLength: PAN_LENGTHS.map(() => head) };
  const sharing = sharingBrands(head, deciders, disputes);
  const order = [head, ...deciders.filter((claim) => claim !== head && sharing.has(claim.brandId))];
  return {
    head,
    byLength: PAN_LENGTHS.map((length) => order.find((claim) => claim.panLengths.includes(length)) ?? head),
  };
}

function headOf(deciders: readonly AccountRange[], disputes: readonly Dispute[]): Winner {
  const first = deciders[0];
  if (first === undefined) return null;
  const tied = deciders.filter((claim) => intervalWidth(claim) === intervalWidth(first));
  const rivals = new Set(tied.map((claim) => claim.brandId));
  if (rivals.size === 1) return first;
  const dispute = disputes.find(({ brandIds }) => [...rivals].filter((id) => brandIds.includes(id)).length > 1);
  if (dispute === undefined) return first;
  return tied.find((claim) => claim.brandId === dispute.decidedBy) ?? AMBIGUOUS;
}

/** A split may be declared on either of the two rows, and is checked that way. */
function sharingBrands(
  head: AccountRange,
  deciders: readonly AccountRange[],
  disputes: readonly Dispute[],
): ReadonlySet<string> {
  const splitting = deciders.filter(({ lengthSplitWith }) => lengthSplitWith.includes(head.brandId));
  const disputed = disputes.filter(({ brandIds }) => brandIds.includes(head.brandId));
  return new Set([
    head.brandId,
    ...head.lengthSplitWith,
    ...splitting.map(({ brandId }) => brandId),
    ...disputed.flatMap(({ brandIds }) => brandIds),
  ]);
}
