import { PAN_DIGITS_MAX } from '../../claim-resolution.js';

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
 * `passesLuhn` for 8 to 19 digits in a block: the last sixteen of them, with noughts before a shorter number, as four words, whose first
 * and third bytes are the doubled ones. A doubled digit adds twice itself and, from five on, 1 (which is 10 less 9): so the digits are
 * added up in the bytes of one word, and the carries in another.
 * @returns 1 or 0.
 */
export function passesLuhnAt(view: DataView, at: number, length: number): 0 | 1 {
  const end = at + length;
  const a = view.getInt32(end - 16, true) & FIRST_WORD[length]! & 0x0f0f0f0f;
  const b = view.getInt32(end - 12, true) & SECOND_WORD[length]! & 0x0f0f0f0f;
  const c = view.getInt32(end - 8, true) & 0x0f0f0f0f;
  const d = view.getInt32(end - 4, true) & 0x0f0f0f0f;
  const digits = a + b + c + d;
  const carries =
    ((a + 0x03030303) & 0x00080008) +
    ((b + 0x03030303) & 0x00080008) +
    ((c + 0x03030303) & 0x00080008) +
    ((d + 0x03030303) & 0x00080008);
  const halves = (digits & 0x00ff00ff) * 2 + ((digits >>> 8) & 0x00ff00ff) + (carries >>> 3);
  const head = length > WORD_DIGITS ? headSum(view, at, length) : 0;
  return ((halves & 0xffff) + (halves >>> 16) + head) % 10 === 0 ? 1 : 0;
}

/** What the digits before the last sixteen add. */
function headSum(view: DataView, at: number, length: number): number {
  let sum = 0;
  for (let index = 0; index < length - WORD_DIGITS; index++) {
    const digit = view.getUint8(at + index) - ZERO;
    const isDoubled = (length - index) % 2 === 0;
    sum += isDoubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum;
}
