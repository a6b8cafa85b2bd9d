import { type BlockBytes, textOf } from '../lines/line-parts.js';

/** Bits of a hash. With some five hundred cards fewer than one number in a hundred looks like one of them. */
const HASH_BITS = 16;

/** The published test numbers, found in a block without making a string of every number there. */
export class TestCardSet {
  readonly #pans: ReadonlySet<string>;
  /** A bit per hash of the last eight digits: some card ends like this. */
  readonly #endings = new Int32Array(2 ** (HASH_BITS - 5));

  /** @param pans Of eight digits at least. */
  constructor(pans: readonly string[]) {
    this.#pans = new Set(pans);
    for (const pan of pans) {
      const view = new DataView(Uint8Array.from(pan.slice(-8), (digit) => digit.charCodeAt(0)).buffer);
      const hash = hashOf(view.getInt32(0, true), view.getInt32(4, true));
      this.#endings[hash >>> 5]! |= 1 << (hash & 31);
    }
  }

  /** Says no to nearly all numbers, at the price of one look: the last eight digits, four per word. */
  mayEndWith(before: number, last: number): boolean {
    const hash = hashOf(before, last);
    return ((this.#endings[hash >>> 5]! >>> (hash & 31)) & 1) === 1;
  }

  has(block: BlockBytes, at: number, length: number): boolean {
    return this.#pans.has(textOf(block, at, length));
  }
}

function hashOf(before: number, last: number): number {
  return Math.imul(Math.imul(before, 0x9e3779b1) ^ last, 0x85ebca6b) >>> (32 - HASH_BITS);
}
