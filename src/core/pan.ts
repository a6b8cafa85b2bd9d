/** What every attempt to print a `Pan` yields. The masks people see are made in `mask.ts`. */
const CONCEALED = '[PAN]';
const TAG = 'PAN';

/** Node's `util.inspect` (and so `console.log` and `%o`) asks for this symbol; elsewhere it is merely unused. */
const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');

const SPACE = 0x20;
const HYPHEN = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** Far below the number of arguments any engine accepts in one call. */
const CODES_PER_CALL_MAX = 1024;

/**
 * A primary account number: one or more ASCII digits, however long; whether a card may have that many is judged elsewhere.
 * It cannot print, serialise or clone itself: `reveal` is the one way to the digits, and easy to search for.
 *
 * Invariant: there is no way to make one but `fromText`, which looked at every character.
 */
export class Pan {
  readonly #digits: string;

  private constructor(digits: string) {
    this.#digits = digits;
  }

  /** Null unless `text` is ASCII digits (at least one), spaces and hyphens. `parsePan` says what is wrong otherwise. */
  static fromText(text: string): Pan | null {
    const codes: number[] = [];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= ZERO && code <= NINE) codes.push(code);
      else if (code !== SPACE && code !== HYPHEN) return null;
    }
    return codes.length === 0 ? null : new Pan(ownText(codes));
  }

  /** The digits, without separators. */
  reveal(): string {
    return this.#digits;
  }

  get length(): number {
    return this.#digits.length;
  }

  toString(): string {
    return CONCEALED;
  }

  toJSON(): string {
    return CONCEALED;
  }

  valueOf(): string {
    return CONCEALED;
  }

  [Symbol.toPrimitive](): string {
    return CONCEALED;
  }

  [INSPECT](): string {
    return CONCEALED;
  }

  get [Symbol.toStringTag](): string {
    return TAG;
  }
}

/**
 * A flat string of its own. Keeping the caller's text, or a slice of it, would keep the whole request body in memory with it,
 * every other card number in there included; and engines read slices and concatenations up to three times slower.
 */
function ownText(codes: readonly number[]): string {
  if (codes.length <= CODES_PER_CALL_MAX) return String.fromCharCode(...codes);
  let text = '';
  for (let start = 0; start < codes.length; start += CODES_PER_CALL_MAX) {
    text += String.fromCharCode(...codes.slice(start, start + CODES_PER_CALL_MAX));
  }
  return text;
}
