/** Not the simple token asked about: a real parser has to look. */
export const ODD = -1;

const TAB = 9;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;
const ASCII_MAX = 127;

const LITERALS: readonly (readonly number[])[] = ['null', 'true', 'false'].map((text) =>
  Array.from(text, (character) => character.charCodeAt(0)),
);

/** JSON's white space, but for the line feed, which ends the line. */
export function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at]!;
    if (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN) return at;
    at++;
  }
}

/** @param from What follows the opening quotation mark. @returns The closing one of a string without escapes, else `ODD`. */
export function stringEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; ; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    // A line feed is a control character: no string leads out of its line.
    if (byte < SPACE || byte === BACKSLASH || byte > ASCII_MAX) return ODD;
  }
}

/** May a whole number begin with this byte? */
export function isPlainNumber(byte: number): boolean {
  return byte === MINUS || (byte >= ZERO && byte <= NINE);
}

/** @returns What follows a whole number without noughts in front, else `ODD`. Fractions end here too, and are odd to whoever looks on. */
export function numberEnd(bytes: Uint8Array, from: number): number {
  const first = bytes[from] === MINUS ? from + 1 : from;
  let at = first;
  while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at++;
  const digits = at - first;
  return digits === 0 || (digits > 1 && bytes[first] === ZERO) ? ODD : at;
}

/** @returns What follows `null`, `true` or `false`, else `ODD`. */
export function literalEnd(bytes: Uint8Array, from: number): number {
  const literal = LITERALS.find((codes) => codes.every((code, index) => bytes[from + index] === code));
  return literal === undefined ? ODD : from + literal.length;
}
