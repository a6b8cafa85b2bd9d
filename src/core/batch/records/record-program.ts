import { type CardDigits, CardRecords, wordBits } from './card-records.js';
import { BLANK, type RecordPiece, STAR } from './record-template.js';

/** A row of holes is where the hole begins in the text, and its pattern. */
export const HOLE_SIZE = 2;

/** In a pattern: nothing to be filled in. */
export const AS_IT_IS = -1;

/** A record laid out for writing: its text with room for the digits, and where they go. */
export interface RecordProgram {
  readonly text: Uint8Array;
  /** Rows of `HOLE_SIZE`; patterns are places in `RecordPrograms.patterns`. */
  readonly holes: Int32Array;
  /** What comes after the offset of the line, which has no fixed length; null at the end of the record. */
  readonly afterOffset: RecordProgram | null;
}

/** Lays out records. Patterns are kept once; there are as many as masks. */
export class RecordPrograms {
  /** The simple ones, which are not written as programs. */
  readonly cards = new CardRecords();
  patterns = new Int32Array(1024);
  #patternEnd = 0;
  readonly #patternAt = new Map<string, number>();
  readonly #encoder = new TextEncoder();

  /** @param verdict Whose record it is. */
  add(verdict: number, pieces: readonly RecordPiece[]): RecordProgram {
    const program = this.#programOf(pieces);
    const holes = pieces.flatMap(({ hole }) => hole ?? []);
    const isSimple = holes.length <= 1 && program.afterOffset === null;
    if (isSimple) this.cards.add(verdict, program.text, this.#digitsOf(pieces));
    return program;
  }

  #digitsOf([piece]: readonly RecordPiece[]): CardDigits | null {
    if (piece?.hole?.kind !== 'digits') return null;
    return { at: this.#encoder.encode(piece.text).length, pattern: piece.hole.pattern };
  }

  #programOf(pieces: readonly RecordPiece[]): RecordProgram {
    let text = '';
    let at = 0;
    const holes: number[] = [];
    for (const [index, { text: before, hole }] of pieces.entries()) {
      text += before;
      at += this.#encoder.encode(before).length;
      if (hole?.kind === 'offset') return this.#program(text, holes, this.#programOf(pieces.slice(index + 1)));
      if (hole === null) continue;
      holes.push(...this.#holeAt(at, hole.pattern));
      text += hole.pattern.map((digit) => (digit === STAR ? '*' : ' ')).join('');
      at += hole.pattern.length;
    }
    return this.#program(text, holes, null);
  }

  #program(text: string, holes: readonly number[], afterOffset: RecordProgram | null): RecordProgram {
    return { text: this.#encoder.encode(text), holes: Int32Array.from(holes), afterOffset };
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
