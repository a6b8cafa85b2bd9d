import { mayHoldPan } from './card-digits.js';
import { decoded, inBase64 } from './card-encodings.js';
import { isOurs, numberWithoutFraction } from './known-shapes.js';

/** Part of a text, from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const ZERO = 0x30;
const NINE = 0x39;
const DIGITS_MIN = 12;

/** Between two digits, one of them. */
const SEPARATOR = '\\- .\\u00a0';
/** Up to three of them, of one kind or several: no character that is wide, and UTF-16 that was read as bytes has NULs. */
const WEAK_SEPARATOR = `${SEPARATOR}_,/:+%\\t\\r\\n\\0\\u00ad\\u2000-\\u2015\\u202f\\u2060\\u2212\\u3000\\ufeff`;
const RUN = new RegExp(`\\d(?:[${SEPARATOR}]?\\d){${DIGITS_MIN - 1},}`, 'g');
const WEAK_RUN = new RegExp(`\\d(?:[${WEAK_SEPARATOR}]{0,3}\\d){${DIGITS_MIN - 1},}`, 'g');

const IN_A_RUN = new RegExp(`[\\d${WEAK_SEPARATOR}]`);
const LATIN = 256;
/** For the loop that every line goes through. */
const LATIN_IN_A_RUN = Uint8Array.from({ length: LATIN }, (_, code) =>
  Number(IN_A_RUN.test(String.fromCharCode(code))),
);

/** A list of bytes: how a buffer looks when it is printed. */
const BYTES = /(?<![\d.])(?:(?:4[89]|5[0-7]),\s?){11,}(?:4[89]|5[0-7])(?![\d.])/g;
/** ASCII digits in hex are digits too, 34 31 31 31; in UTF-16 34 00 31 00. */
const HEX_PAIRS = /(?:3\d(?:00)?){12,}/g;

/** Where a text may hold card numbers: plain, in groups, in hex, as decimal bytes, in base64, or in other characters than ASCII digits. */
export function cardTraces(text: string): readonly Span[] {
  const found = plainTraces(text);
  for (const { start, end, text: hidden } of inBase64(text))
    if (plainTraces(hidden).length > 0) found.push({ start, end });
  const written = decoded(text);
  if (written !== null) found.push(...plainTraces(written.text).map(({ start, end }) => written.spanOf(start, end)));
  return found;
}

/**
 * Invariant: twelve digits and what is between them cover twelve characters in a row, so looking at every twelfth misses none. Every
 * line there is comes by here, and hardly any has a stretch worth a second look.
 */
function plainTraces(text: string): Span[] {
  const found: Span[] = [];
  let index = DIGITS_MIN - 1;
  while (index < text.length) {
    let end = index;
    if (isInARun(text.charCodeAt(index))) {
      let start = index;
      while (start > 0 && isInARun(text.charCodeAt(start - 1))) start -= 1;
      while (end < text.length && isInARun(text.charCodeAt(end))) end += 1;
      if (holdsEnoughDigits(text, start, end)) found.push(...tracesWithin(text, start, end));
    }
    index = end + DIGITS_MIN;
  }
  return found;
}

/** A time has nine. */
function holdsEnoughDigits(text: string, start: number, end: number): boolean {
  let digits = 0;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= ZERO && code <= NINE) digits += 1;
  }
  return digits >= DIGITS_MIN;
}

function isInARun(code: number): boolean {
  return code < LATIN ? LATIN_IN_A_RUN[code] === 1 : IN_A_RUN.test(String.fromCharCode(code));
}

/** In a stretch of digits and separators. What is written as everybody writes it goes first: its neighbours in a list are not part of it. */
function tracesWithin(text: string, from: number, to: number): readonly Span[] {
  const stretch = text.slice(from, to);
  const holdsPan = ({ start, end }: Span): boolean => isTrace(text, from + start, from + end);
  const bytes = spansOf(BYTES, stretch).filter(({ start, end }) =>
    mayHoldPan(digitsOfBytes(stretch.slice(start, end))),
  );
  const plain = spansOf(RUN, without(stretch, bytes)).filter(holdsPan);
  const weak = spansOf(WEAK_RUN, without(stretch, [...bytes, ...plain])).filter(holdsPan);
  return [...bytes, ...plain, ...weak].map(({ start, end }) => ({ start: from + start, end: from + end }));
}

function spansOf(form: RegExp, text: string): readonly Span[] {
  return [...text.matchAll(form)].map(({ index, 0: match }) => ({ start: index, end: index + match.length }));
}

/** As long as before. @param spans Apart from each other. */
function without(text: string, spans: readonly Span[]): string {
  let rest = '';
  let from = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    rest += text.slice(from, start) + 'x'.repeat(end - start);
    from = end;
  }
  return rest + text.slice(from);
}

function isTrace(text: string, start: number, end: number): boolean {
  const run = numberWithoutFraction(text, start, end) ?? text.slice(start, end);
  const digits = run.replace(/\D/g, '');
  return (mayHoldPan(digits) || hexTexts(digits).some(mayHoldPan)) && !isOurs(text, start, end);
}

function hexTexts(digits: string): readonly string[] {
  return (digits.match(HEX_PAIRS) ?? []).map((pairs) => pairs.replace(/3(\d)(?:00)?/g, '$1'));
}

function digitsOfBytes(list: string): string {
  return list.split(',').reduce((digits, byte) => digits + String.fromCharCode(Number(byte)), '');
}
