import { PREFIX_DIGITS_MAX } from '../../core/account-range.js';

export interface PrefixRange {
  readonly low: string;
  readonly high: string;
}

/** `453957` or `453957-453959` */
export function rangeText({ low, high }: PrefixRange): string {
  return low === high ? low : `${low}-${high}`;
}

const COUNTED_DIGITS = 6;
const COUNTED_WIDTH = 10 ** (PREFIX_DIGITS_MAX - COUNTED_DIGITS);

/** Counts 6-digit prefixes, whole or in part, each once; intervals of 11-digit prefixes come in ascending order. */
export class PrefixCounter {
  #count = 0;
  #uncounted = 0;

  add(start: number, end: number): void {
    const after = Math.ceil(end / COUNTED_WIDTH);
    this.#count += Math.max(0, after - Math.max(Math.floor(start / COUNTED_WIDTH), this.#uncounted));
    this.#uncounted = Math.max(after, this.#uncounted);
  }

  get count(): number {
    return this.#count;
  }
}
