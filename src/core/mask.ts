import type { Pan } from './pan.js';

/** How many digits a mask leaves visible at each end. */
export interface MaskShape {
  readonly first: number;
  readonly last: number;
}

interface TruncationLimit {
  readonly firstMax: number;
  readonly lastMax: number;
  readonly hiddenMin: number;
}

/** `panLengths` are inclusive bounds. No two rows speak of the same brand and length. */
interface BrandTruncationLimit extends TruncationLimit {
  readonly brandIds: readonly string[];
  readonly panLengths: readonly [min: number, max: number];
}

/**
 * Display alone would be held only to PCI DSS 3.4.1 (BIN and last four at most), but masks end up in files, so they keep to
 * the limits for truncation as well. 17 to 19 digits and unknown brands have no row there and get the default.
 *
 * Source: PCI DSS v4.0.1 requirement 3.4.1; PCI SSC FAQ 1091 of 2022-06-30 (read 2026-11-22).
 */
const BRAND_LIMITS: readonly BrandTruncationLimit[] = [
  {
    brandIds: ['discover', 'jcb', 'mastercard', 'unionpay', 'visa'],
    panLengths: [16, 16],
    firstMax: 8,
    lastMax: 4,
    hiddenMin: 4,
  },
  { brandIds: ['american_express'], panLengths: [15, 15], firstMax: 6, lastMax: 4, hiddenMin: 5 },
  { brandIds: ['discover'], panLengths: [10, 14], firstMax: 6, lastMax: 4, hiddenMin: 0 },
];
const DEFAULT_LIMIT: TruncationLimit = { firstMax: 6, lastMax: 4, hiddenMin: 0 };

/** Our own floor under every row: with Luhn known, "first six, last four" of twelve digits would leave ten guesses. */
const HIDDEN_DIGITS_MIN = 6;
const PAN_DIGITS_MIN = 10;
const PAN_DIGITS_MAX = 19;

/** What may be shown of a card of that brand and length; nothing where no card has that length. Last digits go before first. */
export function maskShape(brandId: string | null, length: number): MaskShape {
  const isCardLength = Number.isInteger(length) && length >= PAN_DIGITS_MIN && length <= PAN_DIGITS_MAX;
  if (!isCardLength) return { first: 0, last: 0 };
  const { firstMax, lastMax, hiddenMin } = BRAND_LIMITS.find((row) => covers(row, brandId, length)) ?? DEFAULT_LIMIT;
  const shownMax = Math.max(0, length - Math.max(hiddenMin, HIDDEN_DIGITS_MIN));
  const last = Math.min(lastMax, shownMax);
  return { first: Math.min(firstMax, shownMax - last), last };
}

function covers(row: BrandTruncationLimit, brandId: string | null, length: number): boolean {
  const [min, max] = row.panLengths;
  return brandId !== null && row.brandIds.includes(brandId) && length >= min && length <= max;
}

/** A star per digit, nineteen at most: for numbers of which nobody knows where they end. */
export function concealPan(pan: Pan): string {
  return '*'.repeat(Math.min(pan.length, PAN_DIGITS_MAX));
}

/** `411111******1111`: a star per hidden digit, nineteen stars at most. At least six digits are hidden, or all of them. */
export function maskPan(pan: Pan, brandId: string | null): string {
  const { first, last } = maskShape(brandId, pan.length);
  if (first === 0 && last === 0) return concealPan(pan);
  const digits = pan.reveal();
  return digits.slice(0, first) + '*'.repeat(pan.length - first - last) + digits.slice(pan.length - last);
}
