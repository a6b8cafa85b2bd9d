import { randomFillSync } from 'node:crypto';

/** Of a sketch: buckets of numbers that have a beginning in common, then buckets of numbers that have both ends in common. */
export const BUCKETS = 64;
/** Behind the beginning that a run of account numbers has in common: ten thousand accounts, each with its check digit. */
const RUN_DIGITS = 5;
/** Printed on receipts; whoever has them tries what may stand between. */
const HEAD_DIGITS = 6;
const TAIL_DIGITS = 4;
const PAN_DIGITS_MIN = 12;
const PAN_DIGITS_MAX = 19;
const LENGTHS_AT = PAN_DIGITS_MAX * 10;
const MARKS = 256;

/** What is remembered of a number: two of 64 buckets, and one of 256 marks, so that a number that is asked about again is not another. */
export interface NumberSketch {
  readonly run: number;
  readonly frame: number;
  readonly mark: number;
}

/**
 * Sorts numbers into few buckets by chance, always the same for one process and never for two: each digit at each place is worth a random number,
 * and those are combined by exclusive or. A bucket says nothing of its numbers but that they are some of millions.
 */
export class NumberSketcher {
  /** Of ten digits at each place; then of each length. */
  readonly #worth = randomFillSync(new Uint32Array(LENGTHS_AT + PAN_DIGITS_MAX + 1));

  /** @param text As it was sent; null unless its digits could be a card number. */
  sketch(text: string): NumberSketch | null {
    const length = digitsIn(text);
    if (length < PAN_DIGITS_MIN || length > PAN_DIGITS_MAX) return null;
    const worth = this.#worth;
    // The same beginning of a number of another length is another run.
    let run = worth[LENGTHS_AT + length] ?? 0;
    let frame = run;
    let all = run;
    let place = 0;
    for (let at = 0; place < length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) continue;
      const value = worth[place * 10 + digit] ?? 0;
      if (place < length - RUN_DIGITS) run ^= value;
      if (place < HEAD_DIGITS || place >= length - TAIL_DIGITS) frame ^= value;
      all ^= value;
      place++;
    }
    return { run: (run >>> 0) % BUCKETS, frame: (frame >>> 0) % BUCKETS, mark: (all >>> 8) % MARKS };
  }
}

function digitsIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) count++;
  }
  return count;
}
