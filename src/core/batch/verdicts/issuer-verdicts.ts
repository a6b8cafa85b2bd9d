import { UNKNOWN } from './verdict-book.js';

/** A place for every pair that was asked for lately; where two pairs meet the later one stays. */
const CELLS = 1 << 17;

/** Remembers verdicts by what our own table and what the issuer table answer. Forgets, but never mixes up. */
export class IssuerVerdicts {
  readonly #keys = new Int32Array(CELLS);
  readonly #answers = new Int32Array(CELLS);
  readonly #verdicts = new Uint16Array(CELLS);

  find(key: number, answer: number): number {
    const cell = cellOf(key, answer);
    return this.#keys[cell] === key && this.#answers[cell] === answer ? this.#verdicts[cell]! : UNKNOWN;
  }

  set(key: number, answer: number, verdict: number): void {
    const cell = cellOf(key, answer);
    this.#keys[cell] = key;
    this.#answers[cell] = answer;
    this.#verdicts[cell] = verdict;
  }

  clear(): void {
    this.#verdicts.fill(UNKNOWN);
  }
}

function cellOf(key: number, answer: number): number {
  return (Math.imul(key, 0x9e3779b1) ^ Math.imul(answer, 0x85ebca6b)) >>> 15;
}
