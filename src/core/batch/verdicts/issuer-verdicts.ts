import { UNKNOWN } from './verdict-book.js';

/** Key, answer, verdict, and a number that makes a cell a quarter of a line of the processor's cache. */
const CELL_SIZE = 4;

/** Remembers verdicts by what our own table and what the issuer table answer. Where two such pairs meet the later one stays. */
export class IssuerVerdicts {
  readonly #cells: Int32Array;
  readonly #shift: number;

  constructor(cellBits: number) {
    this.#cells = new Int32Array(2 ** cellBits * CELL_SIZE);
    this.#shift = 32 - cellBits;
  }

  find(key: number, answer: number): number {
    const cells = this.#cells;
    const cell = this.#cellOf(key, answer);
    return cells[cell] === key && cells[cell + 1] === answer ? cells[cell + 2]! : UNSEEN;
  }

  set(key: number, answer: number, verdict: number): void {
    this.#cells.set([key, answer, verdict], this.#cellOf(key, answer));
  }

  clear(): void {
    this.#cells.fill(UNKNOWN);
  }

  #cellOf(key: number, answer: number): number {
    const hash = Math.imul(key, 0x9e3779b1) ^ Math.imul(answer, 0x85ebca6b);
    return (hash >>> this.#shift) * CELL_SIZE;
  }
}

// An imported name is looked up every time it is used.
const UNSEEN = UNKNOWN;
