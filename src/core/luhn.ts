/**
 * Luhn ("modulus 10, double-add-double"): from the right, every second digit is doubled, less 9 above 9; the sum of all
 * must divide by ten. It serves card numbers, IMEIs and others, so nothing here knows what a card is.
 *
 * Source: ISO/IEC 7812-1:2017, through secondary texts.
 *
 * Digits are strings of ASCII 0-9, of any length. `passesLuhn` and `luhnSum` rely on that; the others look first, and throw
 * a RangeError that never quotes what they were given.
 */

export interface LuhnCheck {
  /** True when there are at least two digits and the sum divides by ten. */
  readonly valid: boolean;
  /** The Luhn sum of all digits, check digit included. */
  readonly sum: number;
  /** The last digit that would make the number right; null for fewer than two digits. */
  readonly expectedCheckDigit: string | null;
  readonly length: number;
}

export interface LuhnCheckDigit {
  /** The digit to append. */
  readonly checkDigit: string;
  /** The Luhn sum of the payload, before the check digit. */
  readonly sum: number;
  /** Digits of the payload. */
  readonly length: number;
}

export interface LuhnRow {
  /** 1 is the leftmost digit, as printed. */
  readonly position: number;
  /** 1 is the check digit: doubling is counted from the right. */
  readonly positionFromRight: number;
  readonly digit: number;
  readonly doubled: boolean;
  /** What the digit adds to the sum: itself, or its double minus 9 above 9. */
  readonly contribution: number;
  /** Sum of the contributions from the right up to and including this digit. */
  readonly runningSum: number;
}

export interface LuhnExplanation extends LuhnCheck {
  /** From the right, as the algorithm walks: the check digit comes first. */
  readonly rows: readonly LuhnRow[];
}

const ZERO = 0x30;

/** A lone digit has nothing to check: it would be its own check digit. */
const LUHN_DIGITS_MIN = 2;

/** Indexed by digit: its double, less 9 above 9. */
const DOUBLED: readonly number[] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];

/** Indexed by `left << 6 | right` of two neighbouring char codes, the left one doubled: what both add to the sum. */
const PAIRS = pairTable();

function pairTable(): Uint8Array {
  const pairs = new Uint8Array(1 << 12);
  DOUBLED.forEach((doubled, left) => {
    for (let right = 0; right <= 9; right++) pairs[((ZERO + left) << 6) | (ZERO + right)] = doubled + right;
  });
  return pairs;
}

/**
 * False for fewer than two digits. Invariant: `digits` is ASCII 0-9 (`Pan` and the doors see to it).
 *
 * Measured: 16 digits in 0.75 of the time of a digit-by-digit loop and 0.6 of fast-luhn 2.0.2; 15 in 0.85 and 0.7 (Node 24.21,
 * interleaved medians on two busy cores, ±0.05).
 */
export function passesLuhn(digits: string): boolean {
  if (digits.length === 16) return luhnSumOf16(digits) % 10 === 0;
  return digits.length >= LUHN_DIGITS_MIN && luhnSum(digits) % 10 === 0;
}

/**
 * The Luhn sum with the last digit taken as the check digit; 0 for no digits. Invariant: as `passesLuhn`.
 * Pairs end at the last digit, so an odd length leaves the first one alone and undoubled.
 */
export function luhnSum(digits: string): number {
  const start = digits.length & 1;
  let sum = start === 0 ? 0 : digits.charCodeAt(0) - ZERO;
  for (let i = start; i < digits.length; i += 2) {
    sum += PAIRS[(digits.charCodeAt(i) << 6) | digits.charCodeAt(i + 1)]!;
  }
  return sum;
}

/** Most cards have 16 digits. The loop, written out, is a seventh faster; a helper per pair gives that back. */
function luhnSumOf16(digits: string): number {
  return (
    PAIRS[(digits.charCodeAt(0) << 6) | digits.charCodeAt(1)]! +
    PAIRS[(digits.charCodeAt(2) << 6) | digits.charCodeAt(3)]! +
    PAIRS[(digits.charCodeAt(4) << 6) | digits.charCodeAt(5)]! +
    PAIRS[(digits.charCodeAt(6) << 6) | digits.charCodeAt(7)]! +
    PAIRS[(digits.charCodeAt(8) << 6) | digits.charCodeAt(9)]! +
    PAIRS[(digits.charCodeAt(10) << 6) | digits.charCodeAt(11)]! +
    PAIRS[(digits.charCodeAt(12) << 6) | digits.charCodeAt(13)]! +
    PAIRS[(digits.charCodeAt(14) << 6) | digits.charCodeAt(15)]!
  );
}

/** @throws RangeError for anything but ASCII digits; no digits at all are an answer (`valid: false`). */
export function checkLuhn(digits: string): LuhnCheck {
  assertDigits(digits);
  const { length } = digits;
  const sum = luhnSum(digits);
  if (length < LUHN_DIGITS_MIN) return { valid: false, sum, expectedCheckDigit: null, length };
  const payloadSum = sum - (digits.charCodeAt(length - 1) - ZERO);
  return { valid: sum % 10 === 0, sum, expectedCheckDigit: missingToTen(payloadSum), length };
}

/**
 * The digit that makes `payload` pass when appended.
 *
 * @throws RangeError for anything but ASCII digits, and for no digits.
 */
export function luhnCheckDigit(payload: string): LuhnCheckDigit {
  assertDigits(payload);
  if (payload === '') throw new RangeError('A check digit is computed for at least one digit.');
  // A nought in the check digit's place moves the doubling to where it belongs and adds nothing.
  const sum = luhnSum(payload + '0');
  return { checkDigit: missingToTen(sum), sum, length: payload.length };
}

/** The check, digit by digit. @throws RangeError for anything but ASCII digits; no digits have no rows. */
export function explainLuhn(digits: string): LuhnExplanation {
  const check = checkLuhn(digits);
  const rows: LuhnRow[] = [];
  let runningSum = 0;
  for (let position = digits.length; position >= 1; position--) {
    const positionFromRight = digits.length - position + 1;
    const digit = digits.charCodeAt(position - 1) - ZERO;
    const doubled = positionFromRight % 2 === 0;
    const contribution = doubled ? DOUBLED[digit]! : digit;
    runningSum += contribution;
    rows.push({ position, positionFromRight, digit, doubled, contribution, runningSum });
  }
  return { ...check, rows };
}

function missingToTen(sum: number): string {
  return String((10 - (sum % 10)) % 10);
}

function assertDigits(text: string): void {
  if (!/^[0-9]*$/.test(text)) throw new RangeError('Luhn works on ASCII digits only.');
}
