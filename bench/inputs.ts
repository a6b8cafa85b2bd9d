/** Numbers to ask about: made from a seed, the same in every run. None is anybody's card but by chance. */
import { decides, intervalWidth, type AccountRange } from '../dist/core/account-range.js';
import type { IinTable } from '../dist/core/iin-table.js';

/** 0 ≤ chance < 1. */
export type Chance = () => number;

/** Percent by brand at a checkout, roughly; what is missing to 100 is spread evenly over all other brands. */
const SHARES: Readonly<Record<string, number>> = {
  visa: 48,
  mastercard: 28,
  american_express: 8,
  unionpay: 4,
  discover: 3,
  maestro: 2.5,
  jcb: 2,
  diners_club: 1,
};
const BAD_CHECK_DIGITS = 0.03;
const UNUSUAL_LENGTHS = 0.05;

/** mulberry32, by Tommy Ettinger (public domain). */
export function seeded(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Brands by their share; inside a brand, wide ranges more often than narrow ones; mostly the length everybody knows. */
export function realisticPans(table: IinTable, count: number, chance: Chance): readonly string[] {
  const byBrand = Map.groupBy(table.ranges.filter(decides), ({ brandId }) => brandId);
  const others = [...byBrand.keys()].filter((id) => !(id in SHARES));
  return flat(count, () => {
    const ranges = byBrand.get(pickBrand(chance) ?? pick(others, chance))!;
    const range = pickWide(ranges, chance);
    const usual = range.panLengths.includes(16) ? 16 : range.panLengths[0]!;
    return pan(range, chance() < UNUSUAL_LENGTHS ? pick(range.panLengths, chance) : usual, chance);
  });
}

/** Every deciding range as often as any other, at any of its lengths. */
export function uniformPans(table: IinTable, count: number, chance: Chance): readonly string[] {
  const ranges = table.ranges.filter(decides);
  return flat(count, () => {
    const range = pick(ranges, chance);
    return pan(range, pick(range.panLengths, chance), chance);
  });
}

/** Any digits, with a check digit that mostly holds. */
export function digitStrings(lengths: readonly number[], count: number, chance: Chance): readonly string[] {
  return flat(count, () => withCheckDigit(someDigits(pick(lengths, chance) - 1, chance), chance));
}

/** What is in the field while these numbers are typed, `lengths` digits in. */
export function typedPrefixes(pans: readonly string[], lengths: readonly number[], chance: Chance): readonly string[] {
  return flat(pans.length, (index) => pans[index]!.slice(0, pick(lengths, chance)));
}

function pan(range: AccountRange, length: number, chance: Chance): string {
  const low = Number(range.low);
  const width = Number(range.high) - low + 1;
  const prefix = String(low + Math.floor(chance() * width)).padStart(range.low.length, '0');
  return withCheckDigit(prefix + someDigits(length - 1 - prefix.length, chance), chance);
}

function withCheckDigit(payload: string, chance: Chance): string {
  const sum = [...payload].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  const right = (10 - (sum % 10)) % 10;
  const offset = chance() < BAD_CHECK_DIGITS ? 1 + Math.floor(chance() * 9) : 0;
  return payload + String((right + offset) % 10);
}

function someDigits(count: number, chance: Chance): string {
  return Array.from({ length: count }, () => String(Math.floor(chance() * 10))).join('');
}

function pickBrand(chance: Chance): string | null {
  let left = chance() * 100;
  for (const [id, share] of Object.entries(SHARES)) {
    left -= share;
    if (left < 0) return id;
  }
  return null;
}

function pickWide(ranges: readonly AccountRange[], chance: Chance): AccountRange {
  let left = chance() * ranges.reduce((total, range) => total + intervalWidth(range), 0);
  return ranges.find((range) => (left -= intervalWidth(range)) < 0) ?? ranges[0]!;
}

function pick<T>(list: readonly T[], chance: Chance): T {
  return list[Math.floor(chance() * list.length)]!;
}

/** Strings as a JSON body brings them. Slices and concatenations would be read up to three times slower by everybody. */
function flat(count: number, make: (index: number) => string): readonly string[] {
  const made = Array.from({ length: count }, (_, index) => make(index));
  return JSON.parse(JSON.stringify(made)) as string[];
}
