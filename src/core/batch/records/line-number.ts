const ZERO = 48;
const NINE = 57;
/** 2^53 has sixteen digits. */
const DIGITS_MAX = 16;

/** The number of a line as text, counted up in place: cheaper than writing every number anew. */
export class LineNumber {
  readonly #digits = new Uint8Array(DIGITS_MAX);
  /** The same bytes, to be copied eight at a time. */
  readonly words = new Float64Array(this.#digits.buffer);
  length = 1;

  set(line: number): void {
    const text = String(line);
    this.length = text.length;
    for (let index = 0; index < text.length; index++) this.#digits[index] = text.charCodeAt(index);
  }

  increment(): void {
    const digits = this.#digits;
    let at = this.length - 1;
    while (at >= 0 && digits[at] === NINE) digits[at--] = ZERO;
    if (at >= 0) digits[at]!++;
    else {
      digits[this.length++] = ZERO;
      digits[0] = ZERO + 1;
    }
  }
}
