import { BLANK, type RecordPiece, STAR } from './record-template.js';

/** A row of holes is where the hole begins in the text, and its pattern. */
export const HOLE_SIZE = 2;

const STAR_CODE = 42;
/** In a pattern: nothing to be filled in. */
export const AS_IT_IS = -1;

/** A record laid out for writing: its text with room for the digits, and where they go. */
export interface RecordProgram {
  readonly text: Uint8Array;
  /** Rows of `HOLE_SIZE`; patterns are places in `RecordPrograms.patterns`. */
  readonly holes: Int32Array;
  /** The one hole of most records, where it can be filled in four words; null in others. */
  readonly card: CardHole | null;
  /** What comes after the offset of the line, which has no fixed length; null at the end of the record. */
  readonly afterOffset: RecordProgram | null;
}

/** A hole of 13 to 16 digits: the last word lies over a part of the third one where there are fewer than sixteen. */
export interface CardHole {
  readonly at: number;
  /** Where the last word begins. */
  readonly lastAt: number;
  /** A mask and a filling for each of the four words. */
  readonly bits: Int32Array;
}

const CARD_DIGITS_MIN = 13;
const CARD_DIGITS_MAX = 16;

/** Lays out records. Patterns are kept once; there are as many as masks. */
export class RecordPrograms {
  patterns = new Int32Array(1024);
  #patternEnd = 0;
  readonly #patternAt = new Map<string, number>();
  readonly #encoder = new TextEncoder();

  add(pieces: readonly RecordPiece[]): RecordProgram {
    let text = '';
    let at = 0;
    const holes: number[] = [];
    const card = this.#cardOf(pieces);
    for (const [index, { text: before, hole }] of pieces.entries()) {
      text += before;
      at += this.#encoder.encode(before).length;
      if (hole?.kind === 'offset')
        return { ...this.#program(text, holes), afterOffset: this.add(pieces.slice(index + 1)) };
      if (hole === null) continue;
      holes.push(...this.#holeAt(at, hole.pattern));
      text += hole.pattern.map((digit) => (digit === STAR ? '*' : ' ')).join('');
      at += hole.pattern.length;
    }
    return { ...this.#program(text, holes), card };
  }

  #program(text: string, holes: readonly number[]): RecordProgram {
    return { text: this.#encoder.encode(text), holes: Int32Array.from(holes), card: null, afterOffset: null };
  }

  #cardOf([piece, ...rest]: readonly RecordPiece[]): CardHole | null {
    const pattern = piece?.hole?.kind === 'digits' ? piece.hole.pattern : [];
    const isCard = pattern.length >= CARD_DIGITS_MIN && pattern.length <= CARD_DIGITS_MAX && isInPlace(pattern);
    if (piece === undefined || !isCard || rest.some(({ hole }) => hole !== null)) return null;
    const lastAt = pattern.length - 4;
    const bits = [0, 4, 8, lastAt].flatMap((at) => wordBits(pattern.slice(at, at + 4)));
    return { at: this.#encoder.encode(piece.text).length, lastAt, bits: Int32Array.from(bits) };
  }

  #holeAt(at: number, pattern: readonly number[]): readonly number[] {
    const key = pattern.join();
    const place = this.#patternAt.get(key) ?? this.#addPattern(patternNumbers(pattern));
    this.#patternAt.set(key, place);
    return [at, place];
  }

  #addPattern(numbers: readonly number[]): number {
    const at = this.#patternEnd;
    this.#patternEnd += numbers.length;
    if (this.#patternEnd > this.patterns.length) {
      const larger = new Int32Array(this.#patternEnd * 2);
      larger.set(this.patterns);
      this.patterns = larger;
    }
    this.patterns.set(numbers, at);
    return at;
  }
}

/** Digits stand where they stood in the number. */
function isInPlace(pattern: readonly number[]): boolean {
  return pattern.every((digit, index) => digit === index || digit === STAR);
}

/**
 * How many words are filled at once, how many characters there are in all, a mask and a filling per word, and for every character
 * after these words the index of its digit.
 */
function patternNumbers(pattern: readonly number[]): readonly number[] {
  const words = isInPlace(pattern) ? Math.floor(pattern.length / 4) : 0;
  const bits = Array.from({ length: words }, (_, word) => wordBits(pattern.slice(word * 4, word * 4 + 4)));
  const rest = pattern.slice(words * 4).map((digit) => (digit === STAR || digit === BLANK ? AS_IT_IS : digit));
  return [words, pattern.length, ...bits.flat(), ...rest];
}

/** The bits of four digits that are kept, and what is put into the others. */
function wordBits(digits: readonly number[]): readonly number[] {
  const bits = (of: (digit: number) => number): number =>
    digits.reduce((word, digit, index) => word | (of(digit) << (index * 8)), 0);
  return [bits((digit) => (digit === STAR ? 0 : 0xff)), bits((digit) => (digit === STAR ? STAR_CODE : 0))];
}
