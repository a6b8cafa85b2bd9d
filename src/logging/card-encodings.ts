import { Buffer } from 'node:buffer';

/**
 * One character, written as something else: as an escape of JSON, however often that was escaped again (15 times is five strings deep), of a URL,
 * of HTML, as a literal of C, or as a digit of another script. Bounded, so that a long row of backslashes costs no more than its length.
 */
const WRITTEN =
  /\\{1,16}(?:u\{?([\da-f]{4})\}?|x([\da-f]{2})|([nrt]))|%(?:25)?([\da-f]{2})|0x([\da-f]{2})|&#x0{0,4}([\da-f]{2});?|&#0{0,4}(\d{2});?|(?![0-9])(\p{Nd})/giu;
/** No line of ours has one of these. Beginning with a rare character: what begins with a zero takes six times as long to look for. */
const MAY_BE_WRITTEN = ['\\', '%', 'x3', '&#'];
const OTHER_SCRIPTS = /[\u0600-\uffff]/;

export interface Decoded {
  readonly text: string;
  /** Where in the original a part of the text was written. */
  spanOf(start: number, end: number): { readonly start: number; readonly end: number };
}

/** @returns Null where nothing is written in another way. */
export function decoded(text: string): Decoded | null {
  if (!MAY_BE_WRITTEN.some((sign) => text.includes(sign)) && !OTHER_SCRIPTS.test(text)) return null;
  const pieces: string[] = [];
  /** Of each character of the result, where it begins in the original. */
  const starts: number[] = [];
  let from = 0;
  const copy = (to: number): void => {
    pieces.push(text.slice(from, to));
    for (let index = from; index < to; index += 1) starts.push(index);
  };
  for (const match of text.matchAll(WRITTEN)) {
    copy(match.index);
    pieces.push(characterOf(match));
    starts.push(match.index);
    from = match.index + match[0].length;
  }
  copy(text.length);
  starts.push(text.length);
  return {
    text: pieces.join(''),
    spanOf: (start, end) => ({ start: starts[start] ?? 0, end: starts[end] ?? text.length }),
  };
}

/** Always one unit of UTF-16. */
function characterOf([, unit, byte, control, percent, literal, entity, decimal, digit]: RegExpMatchArray): string {
  if (digit !== undefined) return String(valueOf(digit.codePointAt(0) ?? 0));
  if (control !== undefined) return '\t';
  if (decimal !== undefined) return String.fromCharCode(Number(decimal));
  return String.fromCharCode(Number.parseInt(unit ?? byte ?? percent ?? literal ?? entity ?? '', 16));
}

const DECIMAL = /\p{Nd}/u;

/** Unicode has digits from 0 to 9 in a row, and nothing but other such rows beside them. */
function valueOf(codePoint: number): number {
  let zero = codePoint;
  while (DECIMAL.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (codePoint - zero) % 10;
}

/** Three digits in base64: each of the four characters can be few of the 64. Thirteen digits hold three such groups wherever they begin. */
const DIGITS_IN_BASE64 = /(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){3,}/g;
const ANY_IN_BASE64 = new RegExp(DIGITS_IN_BASE64, '');
const BASE64_GROUP = /^[\w+/=-]{4}$/;

/** What is base64 of digits, with the group before and the one behind, which may hold a digit or two more. */
export function inBase64(text: string): readonly { start: number; end: number; text: string }[] {
  // Hardly any text has one, and to be told so by an iterator takes six times as long.
  if (!ANY_IN_BASE64.test(text)) return [];
  return [...text.matchAll(DIGITS_IN_BASE64)].map(({ index, 0: match }) => {
    const last = index + match.length;
    const start = BASE64_GROUP.test(text.slice(Math.max(0, index - 4), index)) ? index - 4 : index;
    const tail = /^[\w+/-]{0,4}/.exec(text.slice(last, last + 4))?.[0] ?? '';
    const end = last + tail.length;
    return { start, end, text: Buffer.from(text.slice(start, end), 'base64').toString('latin1') };
  });
}
