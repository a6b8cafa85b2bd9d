const ZERO = 48;
/** Digits that change from line to line and are looked up; those before them stay for ten thousand lines. */
const TAIL_DIGITS = 4;
const TAILS = 10 ** TAIL_DIGITS;
/** How far numbers of so many digits go. */
const TURNS = [1, 10, 100, 1000, TAILS];
/** 2^53 has sixteen digits. */
const DIGITS_MAX = 16;

/** Four digits as the four bytes of a word. */
export const TAIL_WORDS = Int32Array.from({ length: TAILS }, (_, number) => {
  const digits = String(number).padStart(TAIL_DIGITS, '0');
  return Array.from(digits).reduce((word, digit, at) => word | ((ZERO + Number(digit)) << (at * 8)), 0);
});

/** The number of a line as text: its first digits, which are written as they are, and a word with the last ones. */
export class LineNumber {
  readonly #head = new Uint8Array(DIGITS_MAX);
  readonly #words = new Float64Array(this.#head.buffer);
  #tens = 0;
  headLength = 0;
  /** The last digits, to be looked up. Counts lines; never goes beyond `turn`. */
  tail = 1;
  /** Fewer than four in the first thousand lines. */
  tailLength = 1;
  /** The first tail that is written with more digits, or that does not exist. */
  turn = 10;

  set(line: number): void {
    this.#tens = Math.floor(line / TAILS);
    // As an integer, not as a fraction without digits: the loop that counts it up is made for what it meets first.
    this.tail = (line % TAILS) | 0;
    this.#layOut();
  }

  /** To be called when `tail` is at `turn`. */
  takeTurn(): void {
    if (this.tail === TAILS) {
      this.#tens++;
      this.tail = 0;
    }
    this.#layOut();
  }

  /** The first digits: up to eight of them, which is enough for a million million lines. */
  get head(): number {
    return this.#words[0]!;
  }

  /** By how many bits a word has digits that the number has not. */
  get shift(): number {
    return (TAIL_DIGITS - this.tailLength) * 8;
  }

  get isLong(): boolean {
    return this.headLength > this.#words.BYTES_PER_ELEMENT;
  }

  /** Writes it, and up to eight bytes more. @returns Where it ends. */
  writeTo(view: DataView, start: number): number {
    const end = start + this.headLength;
    view.setFloat64(start, this.#words[0]!, true);
    if (this.isLong) view.setFloat64(start + 8, this.#words[1]!, true);
    view.setInt32(end, TAIL_WORDS[this.tail]! >> this.shift, true);
    return end + this.tailLength;
  }

  #layOut(): void {
    const head = this.#tens === 0 ? '' : String(this.#tens);
    this.headLength = head.length;
    for (let index = 0; index < head.length; index++) this.#head[index] = head.charCodeAt(index);
    this.tailLength = head === '' ? String(this.tail).length : TAIL_DIGITS;
    this.turn = TURNS[this.tailLength]!;
  }
}
