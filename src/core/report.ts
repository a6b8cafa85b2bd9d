import type { Confidence, RangeStatus } from './account-range.js';
import type { Finding } from './finding.js';
import type { Industry } from './industry.js';

/** `unrecognized`: well formed, the check digit does not speak against it, but no range we trust covers it; the caller chooses. */
export const STATUSES = ['valid', 'invalid', 'unrecognized'] as const;
export type Status = (typeof STATUSES)[number];

/** All we say about one card number. The same value, field for field, through every door. */
export interface CardReport {
  readonly status: Status;
  /** `status === 'valid'`. Never means that the account exists, is open or has money. */
  readonly valid: boolean;
  /** Could more digits (or none) still make a card that is not invalid? The as-you-type contract. */
  readonly possible: boolean;
  readonly findings: readonly Finding[];
  readonly checkDigit: CheckDigitReport;
  readonly brand: BrandRef | null;
  readonly candidates: readonly Candidate[];
  readonly networks: readonly Network[];
  /** Brand and allowed lengths cannot change any more, whatever digits follow. */
  readonly decided: boolean;
  /** How many more digits settle brand and length at the latest; null when no prefix can (the length decides, or sources tie). */
  readonly digitsToDecide: number | null;
  readonly industry: Industry | null;
  /** From an operator's issuer file; null without one, and where it has no answer or several. */
  readonly issuer: Issuer | null;
  /** Every issuer the number may belong to: one and the same as `issuer`, or several, or none. */
  readonly issuerCandidates: readonly Issuer[];
  /** Null for input that is not digits or longer than any card number. */
  readonly maskedPan: string | null;
  /** Masked and grouped as printed on the card. */
  readonly formatted: string | null;
  /** Digits counted, separators not. */
  readonly panLength: number;
  /** Does the caller's policy accept the card? Null without a policy, or when it cannot be known. */
  readonly accepted: boolean | null;
  /** The snapshot that answered. */
  readonly dataVersion: string;
}

/** What a prefix of one to eleven digits says before the whole number is known. */
export interface IinReport {
  readonly prefix: string;
  readonly findings: readonly Finding[];
  readonly brand: BrandRef | null;
  readonly candidates: readonly Candidate[];
  readonly networks: readonly Network[];
  readonly decided: boolean;
  readonly digitsToDecide: number | null;
  readonly industry: Industry;
  readonly issuer: Issuer | null;
  readonly issuerCandidates: readonly Issuer[];
  readonly dataVersion: string;
}

export interface BrandRef {
  readonly id: string;
  readonly name: string;
}

export const CHECK_DIGIT_ALGORITHMS = ['luhn', 'luhn-or-mod11', 'none'] as const;
export type CheckDigitAlgorithm = (typeof CHECK_DIGIT_ALGORITHMS)[number];
export const CHECK_DIGIT_RESULTS = ['pass', 'fail', 'not_applicable'] as const;
export type CheckDigitResult = (typeof CHECK_DIGIT_RESULTS)[number];

export interface CheckDigitReport {
  readonly algorithm: CheckDigitAlgorithm;
  readonly result: CheckDigitResult;
}

/** A brand the number may still be, by its best claim. Best first: `docs/adr/0005-order-of-candidates.md`. */
export interface Candidate {
  readonly brand: BrandRef;
  readonly product: string | null;
  /** The range that makes the claim: `low..high`, both inclusive prefixes. */
  readonly low: string;
  readonly high: string;
  readonly confidence: Confidence;
  readonly status: RangeStatus;
  /** False for claims too weak or too old to decide; they are shown, never followed. */
  readonly decides: boolean;
  readonly disputed: boolean;
  readonly panLengths: readonly number[];
  readonly cvv: CvvReport | null;
  /** A gap follows each of these digit counts, for the length at hand or else the shortest allowed one. */
  readonly gaps: readonly number[];
  /** Titles of the documents behind the claim, joined by `; `. `GET /v1/dataset` says where to find them. */
  readonly source: string;
}

export interface CvvReport {
  /** What the brand calls it (`CVV2`, `CID`), or null where it has no code or no known name. */
  readonly name: string | null;
  /** Digits of the code; 0 where the brand's cards carry none. */
  readonly length: number;
  /** True where the brand also issues cards without one. */
  readonly optional: boolean;
}

/** - `brand`: the mark's own rails. - `co_badge`: printed on the same card. - `acceptance`: foreign rails that take it. */
export const NETWORK_ROLES = ['brand', 'co_badge', 'acceptance'] as const;
export type NetworkRole = (typeof NETWORK_ROLES)[number];

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly role: NetworkRole;
  /** ISO 3166-1 alpha-2 codes where this holds; empty means no limit is known. */
  readonly regions: readonly string[];
}

export const FUNDINGS = ['credit', 'debit', 'prepaid', 'charge', 'unknown'] as const;
export type Funding = (typeof FUNDINGS)[number];
export const SEGMENTS = ['consumer', 'commercial', 'unknown'] as const;
export type Segment = (typeof SEGMENTS)[number];

/** One row of an operator's issuer file. */
export interface Issuer {
  readonly name: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly funding: Funding;
  readonly product: string | null;
  readonly segment: Segment;
  /** The brand the file names. It may differ from the brand of the report, which is never taken from an issuer file. */
  readonly brand: BrandRef | null;
  /** Title of the file. */
  readonly source: string;
}
