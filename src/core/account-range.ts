/**
 * An account range: `low..high` (same width, 1 to 11 digits) and what a source says about the numbers inside it.
 *
 * A range *claims* a prefix. Active ranges with confidence medium or high may decide a brand; `low` and `closed` ones never do,
 * they stand beside the decision as competing or historical claims.
 */
export interface AccountRange {
  readonly id: number;
  readonly brandId: string;
  readonly low: string;
  readonly high: string;
  readonly panLengths: readonly number[];
  readonly checkDigit: CheckDigitRule;
  readonly status: RangeStatus;
  readonly confidence: Confidence;
  /** The programme a source names inside the brand ("Visa Electron"), or null. */
  readonly product: string | null;
  /** ISO 3166-1 alpha-2 codes where the source limits the range to countries; empty means no limit is known. */
  readonly countries: readonly string[];
  /** Brands whose mark the same card also carries: more networks, same lengths. */
  readonly coBadgedWith: readonly string[];
  /** Brands which own other PAN lengths of the same prefixes: the length decides between them. */
  readonly lengthSplitWith: readonly string[];
  /** Foreign rails that accept the card, region by region. */
  readonly acceptedOn: readonly Acceptance[];
  readonly sources: readonly string[];
  readonly note: string | null;
}

/** A network that accepts cards of another brand. `regions` are ISO 3166-1 alpha-2 codes; empty means wherever the network works. */
export interface Acceptance {
  readonly networkId: string;
  readonly regions: readonly string[];
}

/**
 * - `luhn`: the last digit must satisfy Luhn.
 * - `luhn_optional`: good cards exist that fail Luhn (UnionPay), or no source says; a failure is a notice.
 * - `luhn_or_mod11`: either scheme may hold (Naranja).
 * - `none`: the issuer uses no check digit.
 */
export const CHECK_DIGIT_RULES = ['luhn', 'luhn_optional', 'luhn_or_mod11', 'none'] as const;
export type CheckDigitRule = (typeof CHECK_DIGIT_RULES)[number];

export const RANGE_STATUSES = ['active', 'closed'] as const;
export type RangeStatus = (typeof RANGE_STATUSES)[number];

/** Order is strength, strongest first. */
export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export function decides(range: Pick<AccountRange, 'status' | 'confidence'>): boolean {
  return range.status === 'active' && range.confidence !== 'low';
}

type Bounds = Pick<AccountRange, 'low' | 'high'>;

/** The 11-digit prefixes that `low..high` spans, as numbers: `start` is the first, `end` the one after the last. */
export function prefixInterval({ low, high }: Bounds): { readonly start: number; readonly end: number } {
  const scale = 10 ** (PREFIX_DIGITS_MAX - low.length);
  return { start: Number(low) * scale, end: (Number(high) + 1) * scale };
}

/** The same the other way round: the bounds with the fewest digits that can write `start` up to, not including, `end`. */
export function shortestBounds(start: number, end: number): { readonly low: string; readonly high: string } {
  let [low, after, width] = [start, end, PREFIX_DIGITS_MAX];
  while (width > 1 && low % 10 === 0 && after % 10 === 0) [low, after, width] = [low / 10, after / 10, width - 1];
  return { low: String(low).padStart(width, '0'), high: String(after - 1).padStart(width, '0') };
}

/** How many 11-digit prefixes `low..high` spans: the smaller, the more specific. */
export function intervalWidth(bounds: Bounds): number {
  const { start, end } = prefixInterval(bounds);
  return end - start;
}

/** No claim reaches deeper than eleven digits: the longest prefix that is not yet an account number. */
export const PREFIX_DIGITS_MAX = 11;
