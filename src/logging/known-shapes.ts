import { isIP } from 'node:net';

/** What our data versions look like; no card number is written in groups that are a date and a hash. */
const DATA_VERSION = /^20\d\d-[01]\d-[0-3]\d-[\da-f]{8}(?:\+[\da-f]{10})?$/;
const WITH_PORT = /^([\d.]+):\d{1,5}$/;
const IN_A_WORD = /[\da-z.:+-]/i;
/** Longer than anything we know. */
const WORD_MAX = 64;

/** Whether these digits stand in something that every line of ours may hold: a data version, an address, an address with a port. */
export function isOurs(text: string, from: number, to: number): boolean {
  let [start, end] = [from, to];
  while (start > 0 && to - start <= WORD_MAX && IN_A_WORD.test(text[start - 1] ?? '')) start -= 1;
  while (end < text.length && end - from <= WORD_MAX && IN_A_WORD.test(text[end] ?? '')) end += 1;
  const word = text.slice(start, end);
  return word.length <= WORD_MAX && (DATA_VERSION.test(word) || isAddress(word));
}

/** An address of four numbers has no card number in it, but one may follow. */
function isAddress(word: string): boolean {
  return isIP(word) === 6 || isIP(WITH_PORT.exec(word)?.[1] ?? '') === 4;
}

const FRACTION = /^(\d+)\.\d+$/;
/** Longer ones are no double. */
const FRACTION_MAX = 40;
const EXPONENT = /^[eE][+-]?\d{1,3}/;

/**
 * Of the value of a field of JSON that has a fraction, the digits before the point; those of the whole value where an exponent moves the point. A
 * measured value has as many digits as it likes, and a card number is not there. Null for anything else.
 */
export function numberWithoutFraction(text: string, start: number, end: number): string | null {
  if (end - start > FRACTION_MAX) return null;
  const number = text.slice(start, end);
  const whole = FRACTION.exec(number)?.[1];
  if (whole === undefined || !isValue(text, start)) return null;
  const exponent = EXPONENT.exec(text.slice(end, end + 5))?.[0];
  return exponent === undefined ? whole : `${whole}${plainDigits(Number(number + exponent))}`;
}

function isValue(text: string, start: number): boolean {
  const before = text[start - 1] === '-' ? start - 1 : start;
  return text.slice(before - 2, before) === '":';
}

/** Without a fraction and an exponent; nothing where a double is no whole number that can be told from its neighbours. */
function plainDigits(value: number): string {
  const whole = Math.trunc(value);
  return Math.abs(whole) < 1e20 ? String(whole) : '';
}
