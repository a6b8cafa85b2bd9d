/** What one would write without a trie: Luhn as a loop, and our own ranges looked up without our index. */
import { decides, PREFIX_DIGITS_MAX, type AccountRange } from '../dist/core/account-range.js';
import { AMBIGUOUS, PAN_DIGITS_MIN, resolveClaims, type Resolution } from '../dist/core/claim-resolution.js';
import type { IinTable } from '../dist/core/iin-table.js';
import type { Dispute } from '../dist/core/table-source.js';

const ZERO = 48;
const SPACE = 10 ** PREFIX_DIGITS_MAX;

/** Indexed by digit: its double, less 9 above 9. A comparison instead would be guessed wrong by the processor half the time. */
const DOUBLED: readonly number[] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];

export function simpleLuhn(digits: string): boolean {
  let sum = 0;
  let doubled = false;
  for (let i = digits.length - 1; i >= 0; i--) {
    const digit = digits.charCodeAt(i) - ZERO;
    sum += doubled ? DOUBLED[digit]! : digit;
    doubled = !doubled;
  }
  return sum % 10 === 0;
}

/** Finds the range that decides for a whole number of eleven digits or more, or null. */
export type RangeLookup = (digits: string) => AccountRange | null;

/** Looks at every range, most specific first, then settles among those that claim the number. */
export function linearScan(table: IinTable): RangeLookup {
  const ranges = table.ranges.filter(decides);
  const starts = Float64Array.from(ranges, start);
  const ends = Float64Array.from(ranges, end);
  return (digits) => {
    const prefix = prefixOf(digits);
    const claims: AccountRange[] = [];
    for (let i = 0; i < starts.length; i++) if (starts[i]! <= prefix && prefix < ends[i]!) claims.push(ranges[i]!);
    return winnerOf(resolveClaims(claims, disputesAt(table, prefix)), digits.length);
  };
}

/** As `binarySearch`, but looks at the pieces from the first one on. */
export function pieceScan(table: IinTable): RangeLookup {
  const { starts, resolutions } = cut(table);
  return (digits) => {
    const prefix = prefixOf(digits);
    let piece = starts.length - 1;
    while (starts[piece]! > prefix) piece--;
    return winnerOf(resolutions[piece]!, digits.length);
  };
}

export function binarySearch(table: IinTable): RangeLookup {
  const { starts, resolutions } = cut(table);
  return (digits) => {
    const prefix = prefixOf(digits);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= prefix) low = middle;
      else high = middle - 1;
    }
    return winnerOf(resolutions[low]!, digits.length);
  };
}

/** The prefix space in pieces, cut wherever a range or a dispute begins or ends, each settled beforehand. */
function cut(table: IinTable): { readonly starts: Float64Array; readonly resolutions: readonly Resolution[] } {
  const bounds = [...table.ranges, ...table.disputes].flatMap((row) => [start(row), end(row)]);
  const starts = Float64Array.from(new Set([0, ...bounds.filter((bound) => bound < SPACE)])).sort();
  const resolutions = Array.from(starts, (prefix) => {
    const claims = table.ranges.filter((range) => start(range) <= prefix && prefix < end(range));
    return resolveClaims(claims, disputesAt(table, prefix));
  });
  return { starts, resolutions };
}

/** Invariant: eleven digits or more; no card has fewer. Four times as fast as `Number` of a slice. */
function prefixOf(digits: string): number {
  let prefix = 0;
  for (let i = 0; i < PREFIX_DIGITS_MAX; i++) prefix = prefix * 10 + digits.charCodeAt(i) - ZERO;
  return prefix;
}

function winnerOf({ byLength }: Resolution, panLength: number): AccountRange | null {
  const winner = byLength[panLength - PAN_DIGITS_MIN]!;
  return winner === AMBIGUOUS ? null : winner;
}

function disputesAt(table: IinTable, prefix: number): readonly Dispute[] {
  return table.disputes.filter((dispute) => start(dispute) <= prefix && prefix < end(dispute));
}

function start({ low }: Pick<AccountRange, 'low'>): number {
  return Number(low) * 10 ** (PREFIX_DIGITS_MAX - low.length);
}

/** The first prefix behind the range. */
function end({ high }: Pick<AccountRange, 'high'>): number {
  return (Number(high) + 1) * 10 ** (PREFIX_DIGITS_MAX - high.length);
}
