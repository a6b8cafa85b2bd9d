const SLOTS = 8192;
const ENDINGS = 8192;
const ZERO = 48;
const ROW = 20;

/**
 * The published test numbers, found by what four words of their digits hash to and then compared digit by digit.
 * Invariant: `hashWords` is fed the last sixteen digits, four per word, with 0 for bytes before the first.
 */
export class TestCardSet {
  /** Number of the card plus one. */
  readonly #slots = new Uint16Array(SLOTS);
  readonly #hashes: Int32Array;
  /** By a hash of the last four digits: some card ends like this. */
  readonly #endings = new Uint8Array(ENDINGS);
  readonly #digits: Uint8Array;

  constructor(pans: readonly string[]) {
    this.#hashes = new Int32Array(pans.length);
    this.#digits = new Uint8Array(pans.length * ROW);
    pans.forEach((pan, card) => {
      const bytes = new Uint8Array(16 + ROW);
      for (let index = 0; index < pan.length; index++) bytes[16 + index] = pan.charCodeAt(index);
      this.#digits.set(bytes.subarray(16), card * ROW);
      const view = new DataView(bytes.buffer);
      const word = (last: number): number => view.getInt32(16 + pan.length - last, true);
      const hash = hashWords(word(16), word(12), word(8), word(4));
      this.#hashes[card] = hash;
      this.#endings[endingOf(word(4))] = 1;
      let slot = hash >>> 19;
      while (this.#slots[slot] !== 0) slot = (slot + 1) % SLOTS;
      this.#slots[slot] = card + 1;
    });
  }

  /** Says no to nearly all numbers, at the price of one look. @param word The last four digits. */
  mayEndWith(word: number): boolean {
    return this.#endings[endingOf(word)] === 1;
  }

  /** @param hash Of the digits at `at`. */
  has(hash: number, view: DataView, at: number, length: number): boolean {
    for (let slot = hash >>> 19; ; slot = (slot + 1) % SLOTS) {
      const card = this.#slots[slot]! - 1;
      if (card < 0) return false;
      if (this.#hashes[card] === hash && this.#isCard(card, view, at, length)) return true;
    }
  }

  #isCard(card: number, view: DataView, at: number, length: number): boolean {
    const row = card * ROW;
    for (let index = 0; index < length; index++)
      if (this.#digits[row + index] !== view.getUint8(at + index)) return false;
    return this.#digits[row + length]! < ZERO;
  }
}

/** The top thirteen bits choose a slot. */
export function hashWords(first: number, second: number, third: number, fourth: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35);
  return Math.imul(mixed ^ fourth, 0x27d4eb2f);
}

function endingOf(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> 19;
}
