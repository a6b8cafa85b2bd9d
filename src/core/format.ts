import type { Brand } from './brand.js';

const GROUP_DIGITS = 4;

/**
 * After which digits the printed number has a gap: Amex's fifteen digits → `[4, 10]`.
 *
 * Lengths the brand says nothing about are grouped in fours, and so are the numbers of no brand.
 */
export function gapsFor(brand: Brand | null, panLength: number): number[] {
  const groups = brand?.grouping.get(panLength);
  return groups === undefined ? gapsOfFours(panLength) : gapsBetween(groups);
}

/** Groups `4, 6, 5` end at 4, 10 and 15; the last end is the number's own and no gap. */
function gapsBetween(groups: readonly number[]): number[] {
  let end = 0;
  return groups.map((size) => (end += size)).slice(0, -1);
}

function gapsOfFours(panLength: number): number[] {
  const gaps: number[] = [];
  for (let gap = GROUP_DIGITS; gap < panLength; gap += GROUP_DIGITS) gaps.push(gap);
  return gaps;
}

/**
 * A space after each of the gaps (ascending digit counts). A space always stands between two digits: gaps at or beyond the
 * end are left out, so that a half-typed number has no tail. Works on masks as well as on digits.
 */
export function groupDigits(digits: string, gaps: readonly number[]): string {
  let grouped = '';
  let start = 0;
  for (const gap of gaps) {
    if (gap <= start || gap >= digits.length) continue;
    grouped += `${digits.slice(start, gap)} `;
    start = gap;
  }
  return grouped + digits.slice(start);
}
