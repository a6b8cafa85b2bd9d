import type { IinTable } from '../../src/core/iin-table.js';
import { madeUp } from '../support/embedded-table.js';

/** Chance that can be had again: mulberry32. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.below(10)).join('');
  }

  shuffled<T>(items: readonly T[]): readonly T[] {
    return items
      .map((item) => [this.next(), item] as const)
      .sort((a, b) => a[0] - b[0])
      .map(([, item]) => item);
  }
}

/** Numbers of 16 digits one after the other that all pass Luhn. */
export function enumeration(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    madeUp(prefix + String(index).padStart(15 - prefix.length, '0'), 16),
  );
}

/** Cards as customers bring them: most of a few large issuers, some of any range there is, a tenth of them seen before. */
export function shopCards(chance: Chance, { ranges }: IinTable, count: number): readonly string[] {
  const favourites = Array.from({ length: 12 }, () => `4${chance.digits(7)}`);
  const cards: string[] = [];
  while (cards.length < count) {
    const kind = chance.next();
    const known = cards[chance.below(cards.length)];
    const range = ranges[chance.below(ranges.length)];
    if (kind < 0.1 && known !== undefined) cards.push(known);
    else if (kind < 0.7)
      cards.push(ofPrefix(chance, favourites[Math.min(chance.below(12), chance.below(12))] ?? '4', 16));
    else if (range !== undefined) cards.push(ofPrefix(chance, range.low.slice(0, 6), range.panLengths.at(-1) ?? 16));
  }
  return cards;
}

function ofPrefix(chance: Chance, prefix: string, length: number): string {
  return madeUp(prefix + chance.digits(length - 1 - prefix.length), length);
}
