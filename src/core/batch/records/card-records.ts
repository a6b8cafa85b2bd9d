import { STAR } from './record-template.js';

/** What is known of a record, as places in its row. */
export const CARD_FACTS = {
  /** Eight bytes each, in whole steps; 0 where the record is none of these. */
  words: 0,
  /** Where the words begin in `texts`. */
  text: 1,
  bytes: 2,
  /** Where the digits are in the text; 0 where there are none. */
  hole: 3,
  /** Where the last word of the digits begins. */
  last: 4,
  /** A mask and a filling for the first word of the digits, and for the half of a word behind it. The last word is as it is. */
  wordBits: 5,
  wordFilling: 6,
  halfBits: 7,
  halfFilling: 8,
  /** Numbers per row. */
  size: 16,
  /** So many words are copied at a time. */
  step: 4,
} as const;
const { size: SIZE, step: STEP } = CARD_FACTS;

/** What masks show at most, and always. */
const FIRST_MAX = 6;
const LAST = 4;
const STAR_CODE = 42;
/** The room behind a record is there for its last step, and for no text of any length. */
const TEXT_BYTES_MAX = 2048;

/** Where a number stands in a text, and which of its digits. */
export interface CardDigits {
  readonly at: number;
  readonly pattern: readonly number[];
}

/**
 * Nearly all records are a text with one card number in it, or with none. Laid out here in two arrays, a row per verdict, so that
 * nothing has to be looked up object by object.
 */
export class CardRecords {
  facts = new Int32Array(256 * SIZE);
  texts = new Float64Array(4096);
  #textEnd = 0;

  /** To be called for every verdict, so that there is a row to look at. */
  reserve(verdict: number): void {
    if ((verdict + 1) * SIZE <= this.facts.length) return;
    const larger = new Int32Array((verdict + 1) * SIZE * 2);
    larger.set(this.facts);
    this.facts = larger;
  }

  /** Leaves out what does not fit. */
  add(verdict: number, text: Uint8Array, digits: CardDigits | null): void {
    if (text.length > TEXT_BYTES_MAX || !(digits === null || isCard(digits))) return;
    const count = Math.ceil(text.length / 8 / STEP) * STEP;
    this.#put(text, count);
    const at = verdict * SIZE;
    this.facts.set([count, this.#textEnd - count, text.length], at);
    if (digits === null) return;
    const { pattern } = digits;
    const words = [...wordBits(pattern.slice(0, 4)), ...wordBits(pattern.slice(4, FIRST_MAX))];
    this.facts.set([digits.at, pattern.length - LAST, ...words], at + CARD_FACTS.hole);
  }

  #put(text: Uint8Array, words: number): void {
    const end = this.#textEnd + words;
    if (end > this.texts.length) {
      const larger = new Float64Array(end * 2);
      // As bytes, so that no bit is lost of what are no numbers.
      new Uint8Array(larger.buffer).set(new Uint8Array(this.texts.buffer));
      this.texts = larger;
    }
    new Uint8Array(this.texts.buffer).set(text, this.#textEnd * 8);
    this.#textEnd = end;
  }
}

/** All digits shown are among the first six or the last four, and these are. */
function isCard({ at, pattern }: CardDigits): boolean {
  const last = pattern.length - LAST;
  return (
    at > 0 &&
    last >= FIRST_MAX &&
    pattern.every((digit, index) => digit === index || (digit === STAR && index < last)) &&
    pattern.every((digit, index) => digit === STAR || index < FIRST_MAX || index >= last)
  );
}

/** The bits of up to four digits that are kept, and what is put into the others. */
export function wordBits(digits: readonly number[]): readonly number[] {
  const bits = (of: (digit: number) => number): number =>
    digits.reduce((word, digit, index) => word | (of(digit) << (index * 8)), 0);
  return [bits((digit) => (digit === STAR ? 0 : 0xff)), bits((digit) => (digit === STAR ? STAR_CODE : 0))];
}
