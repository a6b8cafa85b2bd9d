import { PAN_DIGITS_MAX } from '../../claim-resolution.js';
import type { BlockBytes } from '../lines/line-parts.js';

const ZERO = 48;
/** Four words. */
const WORD_DIGITS = 16;

/** What is kept of the words that reach before a number, by its length: the bytes that are digits of it. */
const FIRST_WORD = Int32Array.from({ length: PAN_DIGITS_MAX + 1 }, (_, length) => lastBytes(length - 12));
const SECOND_WORD = Int32Array.from({ length: PAN_DIGITS_MAX + 1 }, (_, length) => lastBytes(length - 8));

function lastBytes(count: number): number {
  if (count >= 4) return -1;
  return count <= 0 ? 0 : -1 << (32 - count * 8);
}

/**
 * `passesLuhn` for 8 to 19 digits in a block: the last sixteen of them, with noughts before a shorter number, as four words.
 * @returns 1 or 0.
 */
export function passesLuhnAt({ bytes, view }: BlockBytes, at: number, length: number): 0 | 1 {
  const end = at + length;
  const halves =
    luhnHalves(view.getInt32(end - 16, true) & FIRST_WORD[length]!) +
    luhnHalves(view.getInt32(end - 12, true) & SECOND_WORD[length]!) +
    luhnHalves(view.getInt32(end - 8, true)) +
    luhnHalves(view.getInt32(end - 4, true));
  const head = length > WORD_DIGITS ? headSum(bytes, at, length) : 0;
  return ((halves & 0xffff) + (halves >>> 16) + head) % 10 === 0 ? 1 : 0;
}

/** What a word adds to the sum, in two halves of 16 bits. Its first and third byte are the doubled ones. */
function luhnHalves(word: number): number {
  const digits = word & 0x0f0f0f0f;
  const doubled = (digits & 0x000f000f) << 1;
  const tens = ((doubled + 0x00060006) >>> 4) & 0x00010001;
  return doubled - tens * 9 + ((digits >>> 8) & 0x000f000f);
}

/** What the digits before the last sixteen add. */
function headSum(bytes: Uint8Array, at: number, length: number): number {
  let sum = 0;
  for (let index = 0; index < length - WORD_DIGITS; index++) {
    const digit = bytes[at + index]! - ZERO;
    const isDoubled = (length - index) % 2 === 0;
    sum += isDoubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum;
}
