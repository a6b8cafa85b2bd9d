import { mayHoldPan } from './card-digits.js';

/** Part of a text, from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const ZERO = 0x30;
const NINE = 0x39;
const SPACE = 0x20;
const DASH = 0x2d;
const DOT = 0x2e;
const NO_BREAK_SPACE = 0xa0;
const DIGITS_MIN = 12;

/** What our data versions look like; no card number is written in groups of 4, 2, 2 and 8 that are a date and a hash. */
const DATA_VERSION = /^20\d\d-[01]\d-[0-3]\d-\d{8}$/;

/** The digits of a number as they are escaped in JSON, however often that was done. */
const ESCAPED = /(?:\\+u003\d[ -]?){11,}\\+u003\d/gi;
/** The same as a list of bytes: how a buffer looks when it is printed. */
const BYTES = /(?<![\d.])(?:(?:4[89]|5[0-7]), ?){11,}(?:4[89]|5[0-7])(?![\d.])/g;
const HEX_PAIRS = /(?:3\d){12,}/g;

/** Where a text may hold card numbers: plain, in groups with one character between, in hex, as JSON escapes, as decimal bytes. */
export function cardTraces(text: string): readonly Span[] {
  const found = plainTraces(text);
  if (text.includes('u003'))
    found.push(...encodedTraces(text, ESCAPED, (digits) => digits.replace(/\\+u003| |-/gi, '')));
  if (text.includes(',5') || text.includes(', 5')) found.push(...encodedTraces(text, BYTES, digitsOfBytes));
  return found;
}

/**
 * Invariant: twelve digits with at most one separator between two of them cover twelve characters in a row, so looking at every twelfth
 * misses none. Every line there is comes by here, and hardly any has a stretch worth a second look.
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
      if (end - start >= DIGITS_MIN) found.push(...tracesWithin(text, start, end));
    }
    index = end + DIGITS_MIN;
  }
  return found;
}

/** In a stretch of digits and separators, where two separators in a row part one run from the next. */
function tracesWithin(text: string, from: number, to: number): readonly Span[] {
  const runs = text.slice(from, to).matchAll(/\d(?:[ .\u00a0-]?\d){11,}/g);
  return [...runs]
    .filter(([run]) => isTrace(run))
    .map(({ index, 0: run }) => ({ start: from + index, end: from + index + run.length }));
}

function isInARun(code: number): boolean {
  return (code >= ZERO && code <= NINE) || isSeparator(code);
}

function isSeparator(code: number): boolean {
  return code === SPACE || code === DASH || code === DOT || code === NO_BREAK_SPACE;
}

function isTrace(run: string): boolean {
  if (DATA_VERSION.test(run)) return false;
  const digits = run.replace(/\D/g, '');
  return mayHoldPan(digits) || hexTexts(digits).some(mayHoldPan);
}

/** ASCII digits in hex are digits too: 34 31 31 31. */
function hexTexts(digits: string): readonly string[] {
  return (digits.match(HEX_PAIRS) ?? []).map((pairs) => pairs.replace(/3(\d)/g, '$1'));
}

function encodedTraces(text: string, form: RegExp, digitsOf: (match: string) => string): readonly Span[] {
  return [...text.matchAll(form)]
    .filter(([match]) => mayHoldPan(digitsOf(match)))
    .map(({ index, 0: match }) => ({ start: index, end: index + match.length }));
}

function digitsOfBytes(list: string): string {
  return list.split(',').reduce((digits, byte) => digits + String.fromCharCode(Number(byte)), '');
}
