/** What one would write without an index: a map asked with shorter and shorter prefixes, and a search over sorted intervals. */
import { PREFIX_DIGITS_MAX } from '../dist/core/account-range.js';
import type { IssuerRecord } from '../dist/core/issuers/issuer-record.js';
import type { IssuerTable } from '../dist/core/issuers/issuer-table.js';

/** Every prefix of every row; a range becomes the fewest prefixes that cover it. Of equal prefixes the first row stays. */
export function prefixMap(records: readonly IssuerRecord[]): ReadonlyMap<string, IssuerRecord> {
  const byPrefix = new Map<string, IssuerRecord>();
  for (const record of records)
    for (const prefix of prefixesOf(record.low, record.high)) if (!byPrefix.has(prefix)) byPrefix.set(prefix, record);
  return byPrefix;
}

export function prefixesOf(low: string, high: string): readonly string[] {
  if (low === high) return [low];
  const width = low.length;
  const prefixes: string[] = [];
  for (let from = Number(low); from <= Number(high);) {
    let size = 1;
    while (size < 10 ** (width - 1) && from % (size * 10) === 0 && from + size * 10 - 1 <= Number(high)) size *= 10;
    prefixes.push(
      String(from)
        .padStart(width, '0')
        .slice(0, width + 1 - String(size).length),
    );
    from += size;
  }
  return prefixes;
}

/** @param lengths The lengths that prefixes of the map have. */
export function longestPrefix(
  byPrefix: ReadonlyMap<string, IssuerRecord>,
  lengths: { readonly least: number; readonly most: number },
): (digits: string) => IssuerRecord | undefined {
  const { least, most } = lengths;
  return (digits) => {
    for (let length = most; length >= least; length--) {
      const found = byPrefix.get(digits.slice(0, length));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

export function lengthsOf(byPrefix: ReadonlyMap<string, IssuerRecord>): { least: number; most: number } {
  let [least, most] = [PREFIX_DIGITS_MAX, 1];
  for (const { length } of byPrefix.keys()) [least, most] = [Math.min(least, length), Math.max(most, length)];
  return { least, most };
}

export interface SortedIntervals {
  readonly starts: Float64Array;
  readonly answers: Int32Array;
}

/** The same answers as one ascending list, gaps included. */
export function sortedIntervals(table: IssuerTable): SortedIntervals {
  const [starts, answers] = [[0], [0]];
  for (const { start, end, answer } of table.intervals()) {
    if (starts.at(-1) === start) answers[answers.length - 1] = answer;
    else {
      starts.push(start);
      answers.push(answer);
    }
    starts.push(end);
    answers.push(0);
  }
  return { starts: Float64Array.from(starts), answers: Int32Array.from(answers) };
}

export function binarySearch({ starts, answers }: SortedIntervals): (digits: string) => number {
  return (digits) => {
    let prefix = 0;
    for (let at = 0; at < PREFIX_DIGITS_MAX; at++) prefix = prefix * 10 + digits.charCodeAt(at) - 48;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= prefix) low = middle;
      else high = middle - 1;
    }
    return answers[low]!;
  };
}
