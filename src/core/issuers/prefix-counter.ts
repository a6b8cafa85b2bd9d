import { PREFIX_DIGITS_MAX } from '../account-range.js';

/** Counts prefixes of some digits, whole or in part, each once; intervals of 11-digit prefixes come in ascending order. */
export class PrefixCounter {
  readonly #width: number;
  #count = 0;
  #uncounted = 0;

  constructor(digits = 6) {
    this.#width = 10 ** (PREFIX_DIGITS_MAX - digits);
  }

  add(start: number, end: number): void {
    const after = Math.ceil(end / this.#width);
    this.#count += Math.max(0, after - Math.max(Math.floor(start / this.#width), this.#uncounted));
    this.#uncounted = Math.max(after, this.#uncounted);
  }

  get count(): number {
    return this.#count;
  }
}
