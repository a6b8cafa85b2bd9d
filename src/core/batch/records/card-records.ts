import { STAR } from './record-template.js';

/** Numbers per record: those up to `DIGITS`, and from there a mask and a filling for each of the four words. */
export const CARD_FACTS = 16;
/** Eight bytes each; 0 where the record is none of these. */
export const WORDS = 0;
/** Where the words begin in `texts`. */
export const TEXT = 1;
export const BYTES = 2;
/** Where the digits are in the text; 0 where there are none. */
export const HOLE = 3;
/** Where the last word of the digits begins: less than 12 in where there are fewer than sixteen. */
export const LAST = 4;
export const BITS = 8;

const CARD_DIGITS_MIN = 13;
const CARD_DIGITS_MAX = 16;
const STAR_CODE = 42;
/** So many words are copied at a time, so texts are made of whole steps. */
export const WORDS_STEP = 4;
/** The room behind a record is there for its last step, and for no text of any length. */
const TEXT_BYTES_MAX = 2048;

/** Where a number stands in a text, and which of its digits. */
export interface CardDigits {
  readonly at: number;
  readonly pattern: readonly number[];
}

/**
 * Nearly all records are a text with one card number of 13 to 16 digits in it, or with none. Laid out here in two arrays, a row per
 * verdict, so that nothing has to be looked up object by object.
 */
export class CardRecords {
  facts = new Int32Array(256 * CARD_FACTS);
  texts = new Float64Array(4096);
  #textEnd = 0;

  /** @returns False for digits that do not fit. */
  add(verdict: number, text: Uint8Array, digits: CardDigits | null): boolean {
    if (text.length > TEXT_BYTES_MAX || !(digits === null || isCard(digits))) return false;
    const words = Math.ceil(text.length / 8 / WORDS_STEP) * WORDS_STEP;
    this.#makeRoom(verdict, words);
    new Uint8Array(this.texts.buffer).set(text, this.#textEnd * 8);
    const at = verdict * CARD_FACTS;
    this.facts.set([words, this.#textEnd, text.length], at);
    if (digits !== null) {
      const last = digits.pattern.length - 4;
      this.facts.set([digits.at, last], at + HOLE);
      const bits = [0, 4, 8, last].flatMap((from) => wordBits(digits.pattern.slice(from, from + 4)));
      this.facts.set(bits, at + BITS);
    }
    this.#textEnd += words;
    return true;
  }

  #makeRoom(verdict: number, words: number): void {
    if ((verdict + 1) * CARD_FACTS > this.facts.length) {
      const larger = new Int32Array((verdict + 1) * CARD_FACTS * 2);
      larger.set(this.facts);
      this.facts = larger;
    }
    if (this.#textEnd + words > this.texts.length) {
      const larger = new Float64Array((this.#textEnd + words) * 2);
      // Bytes, not numbers: a number may come out of a copy as another one of the same value.
      new Uint8Array(larger.buffer).set(new Uint8Array(this.texts.buffer));
      this.texts = larger;
    }
  }
}

/** Every digit stands where it stood in the number. */
function isCard({ at, pattern }: CardDigits): boolean {
  const isInPlace = pattern.every((digit, index) => digit === index || digit === STAR);
  return at > 0 && isInPlace && pattern.length >= CARD_DIGITS_MIN && pattern.length <= CARD_DIGITS_MAX;
}

/** The bits of four digits that are kept, and what is put into the others. */
export function wordBits(digits: readonly number[]): readonly number[] {
  const bits = (of: (digit: number) => number): number =>
    digits.reduce((word, digit, index) => word | (of(digit) << (index * 8)), 0);
  return [bits((digit) => (digit === STAR ? 0 : 0xff)), bits((digit) => (digit === STAR ? STAR_CODE : 0))];
}
