/** Finds card numbers in bytes, however they were written down. Knows no file and no repository; `card-scan.ts` does. */

/** Where, and written how. Never the number: what is printed here ends up in the log of somebody's CI. */
export interface Sighting {
  readonly line: number;
  readonly form: Form;
}

export type Form = 'digits' | 'base64' | 'hex' | 'byte values';

/** Digits as they stand in a text that was decoded; `at` is where they begin in the text as given. */
interface Candidate {
  readonly at: number;
  readonly form: Form;
  readonly digits: string;
}

/**
 * Together, or in the groups printed on a card. Not part of a word of hex or base64, nor of a fraction:
 * checksums, identifiers and measurements are full of digits.
 */
const WRITTEN =
  /(?<![\p{L}\p{N}_]|\d[.-])(?:\d{13,19}|\d{4}(?:[ \u00a0._-]\d{4,6}){2,4}(?:[ \u00a0._-]\d{1,3})?)(?![\p{L}\p{N}_]|[-.]\d)/gu;

/** `34 31`, `0x34,0x31`, `%34%31`, `\x34\x31`, `\u0034\u0031`: bytes or code units of digits. */
const HEX = /(?:(?:\\u00|\\x|0x|%)?3\d[ ,:]{0,2}){12,18}(?:\\u00|\\x|0x|%)?3\d(?![\da-f])/gi;

/** As a byte array prints itself: `[52,49,…]`. */
const BYTE_VALUES = /(?<!\d)(?:(?:4[89]|5[0-7]),\s{0,2}){12,18}(?:4[89]|5[0-7])(?!\d)/g;

/** Thirteen digits take eighteen characters. */
const BASE64 = /[A-Za-z0-9+/_-]{18,}/g;

/** Digits of scripts that Unicode does not take for forms of ours: Arabic-Indic, Extended Arabic-Indic, Devanagari. */
const OTHER_ZEROS = [0x0660, 0x06f0, 0x0966];

/** @returns Every number of 13 to 19 digits that passes Luhn and is not in `known`. */
export function findCardNumbers(bytes: Uint8Array, known: ReadonlySet<string>): readonly Sighting[] {
  // UTF-16 of either order is its digits with NULs between them.
  const text = asciiDigits(Buffer.from(bytes).toString('utf8').replaceAll('\0', ''));
  return candidatesIn(text)
    .filter(({ digits }) => isCardNumber(digits) && !known.has(digits))
    .map(({ at, form }) => ({ form, line: lineOf(text, at) }));
}

function candidatesIn(text: string): readonly Candidate[] {
  return [
    ...found(text, WRITTEN, 'digits', (match) => [match.replaceAll(/\D/g, '')]),
    ...found(text, HEX, 'hex', (match) => [match.replaceAll(/(?:\\u00|\\x|0x|%|[ ,:])*3(\d)[ ,:]*/gi, '$1')]),
    ...found(text, BYTE_VALUES, 'byte values', (match) => [String.fromCharCode(...match.split(',').map(Number))]),
    ...found(text, BASE64, 'base64', digitsInBase64),
  ];
}

function found(
  text: string,
  pattern: RegExp,
  form: Form,
  decode: (match: string) => readonly string[],
): readonly Candidate[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: match, index }) =>
    decode(match).map((digits) => ({ at: index, form, digits })),
  );
}

/** Nobody says where in a word base64 begins, so it is read from each of the first four characters on. */
function digitsInBase64(word: string): readonly string[] {
  return [0, 1, 2, 3].flatMap((start) => {
    const decoded = Buffer.from(word.slice(start), 'base64').toString('latin1');
    return (decoded.match(/(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g) ?? []).map((digits) => digits.replaceAll(/\D/g, ''));
  });
}

function asciiDigits(text: string): string {
  return text.replaceAll(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = OTHER_ZEROS.find((first) => code >= first && code < first + 10);
    return zero === undefined ? digit.normalize('NFKC') : String(code - zero);
  });
}

function isCardNumber(digits: string): boolean {
  return /^\d{13,19}$/.test(digits) && new Set(digits).size > 1 && passesLuhn(digits);
}

/** On purpose not the one of src/core: this has to work on a tree in which that one is broken. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
