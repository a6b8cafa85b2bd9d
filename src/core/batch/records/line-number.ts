const ZERO = 48;
/** Digits that change from line to line and are looked up; those before them stay for ten thousand lines. */
const TAIL_DIGITS = 4;
const TAILS = 10 ** TAIL_DIGITS;
/** 2^53 has sixteen digits. */
const HEAD_DIGITS_MAX = 16;

/** Four digits as the four bytes of a word. */
const TAIL_WORDS = Int32Array.from({ length: TAILS }, (_, number) => {
  const digits = String(number).padStart(TAIL_DIGITS, '0');
  return Array.from(digits).reduce((word, digit, at) => word | ((ZERO + Number(digit)) << (at * 8)), 0);
});

/** The number of a line as text: its first digits, which are written as they are, and a word with the last ones. */
export class LineNumber {
  readonly #bytes = new Uint8Array(HEAD_DIGITS_MAX);
  /** The first digits, to be copied eight at a time. */
  readonly head = new Float64Array(this.#bytes.buffer);
  headLength = 0;
  tailLength = 1;
  #head = 0;
  #tail = 1;
  /** The first tail that is written with more digits, or that does not exist. */
  #turn = 10;

  set(line: number): void {
    this.#head = Math.floor(line / TAILS);
    this.#tail = line % TAILS;
    this.#layOut();
  }

  /** The last digits, less than a word of them in the first thousand lines. */
  get tail(): number {
    return TAIL_WORDS[this.#tail]! >> ((TAIL_DIGITS - this.tailLength) * 8);
  }

  increment(): void {
    if (++this.#tail === this.#turn) this.#layOut();
  }

  #layOut(): void {
    if (this.#tail === TAILS) {
      this.#head++;
      this.#tail = 0;
    }
    const head = this.#head === 0 ? '' : String(this.#head);
    this.headLength = head.length;
    for (let index = 0; index < head.length; index++) this.#bytes[index] = head.charCodeAt(index);
    this.tailLength = head === '' ? String(this.#tail).length : TAIL_DIGITS;
    this.#turn = 10 ** this.tailLength;
  }
}
