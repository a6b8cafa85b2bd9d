import { decides, prefixInterval, shortestBounds, type AccountRange } from './account-range.js';
import { AMBIGUOUS, resolveClaims } from './claim-resolution.js';
import type { Dispute } from './table-source.js';

/**
 * Why more than one brand is named for a block:
 * - `disputed`: sources disagree and we say so. - `shared`: co-badged, or split by PAN length; both are right.
 * - `nested`: a narrower deciding claim is cut out of a wider one. - `weak`: the rival claims are too weak to decide.
 * - `historical`: the rival claims are closed schemes. - `undecided`: only weak or closed claims, nobody decides.
 */
export type ConflictKind = 'disputed' | 'shared' | 'nested' | 'weak' | 'historical' | 'undecided';

/** A block of prefixes that more than one brand claims, as wide as the same claims hold. */
export interface Conflict {
  readonly low: string;
  readonly high: string;
  readonly kind: ConflictKind;
  /** Who wins, or null. */
  readonly decidedBy: string | null;
  /** Most specific first. */
  readonly claims: readonly AccountRange[];
}

/** Every contested block of prefixes, ascending. @param ranges Most specific first, as in a table. */
export function findConflicts(ranges: readonly AccountRange[], disputes: readonly Dispute[]): readonly Conflict[] {
  const cuts = [...new Set([...ranges, ...disputes].flatMap((row) => Object.values(prefixInterval(row))))].sort(
    (a, b) => a - b,
  );
  return cuts.slice(0, -1).flatMap((from, index) => {
    const claims = ranges.filter((range) => covers(range, from));
    if (new Set(claims.map(({ brandId }) => brandId)).size < 2) return [];
    const contests = disputes.filter((dispute) => covers(dispute, from));
    return [toConflict(from, cuts[index + 1]!, claims, contests)];
  });
}

function toConflict(from: number, to: number, claims: readonly AccountRange[], disputes: readonly Dispute[]): Conflict {
  const { head } = resolveClaims(claims, disputes);
  const winner = head === AMBIGUOUS ? null : head;
  return {
    ...shortestBounds(from, to),
    kind: kindOf(winner, claims, disputes),
    decidedBy: winner?.brandId ?? null,
    claims,
  };
}

function kindOf(
  winner: AccountRange | null,
  claims: readonly AccountRange[],
  disputes: readonly Dispute[],
): ConflictKind {
  if (disputes.length > 0) return 'disputed';
  if (winner === null) return 'undecided';
  const rivals = claims.filter(({ brandId }) => brandId !== winner.brandId);
  const deciding = rivals.filter(decides);
  if (deciding.length === 0) return rivals.every(({ status }) => status === 'closed') ? 'historical' : 'weak';
  const shared = new Set([...winner.coBadgedWith, ...winner.lengthSplitWith]);
  return deciding.every(({ brandId }) => shared.has(brandId)) ? 'shared' : 'nested';
}

function covers(row: Pick<AccountRange, 'low' | 'high'>, prefix: number): boolean {
  const { start, end } = prefixInterval(row);
  return start <= prefix && prefix < end;
}
