import type { CardTables } from '../card-tables.js';
import { PREFIX_DIGITS_MAX } from '../account-range.js';
import { PAN_DIGITS_MAX, PAN_DIGITS_MIN } from '../claim-resolution.js';
import type { IssuerClaim } from './issuer-claim.js';
import type { IssuerTable } from './issuer-table.js';
import type { Issuer } from '../report.js';

/** An issuer is named by six digits at the least; below that every answer would be a list of thousands. */
export const ISSUER_DIGITS_MIN = 6;

/** What the issuer table says about a run of digits. */
export interface IssuerAnswer {
  /** The one answer; null where nobody answers, several do, or further digits will tell. */
  readonly issuer: Issuer | null;
  /** Every answer there is, or may be with further digits. */
  readonly candidates: readonly Issuer[];
  /** No further digit changes the candidates. */
  readonly settled: boolean;
  /** Settled, and still several issuers answer, because the same digits are given out in several countries. */
  readonly ambiguous: boolean;
  /** Some row covers the digits, and none of what it says speaks against them. */
  readonly known: boolean;
}

const NOBODY: IssuerAnswer = { issuer: null, candidates: [], settled: false, ambiguous: false, known: false };

/** @param digits A number that may be whole: from ten digits on its length counts. */
export function askIssuerOfNumber(tables: CardTables, digits: string): IssuerAnswer {
  const found = lookUp(tables.issuers, digits);
  const length = digits.length;
  if (length < PAN_DIGITS_MIN || length > PAN_DIGITS_MAX) return toAnswer(tables, found, found.claims.length > 0);
  const fitting = found.claims.filter(({ panLengths }) => panLengths.length === 0 || panLengths.includes(length));
  if (fitting.length > 0) return toAnswer(tables, { ...found, claims: fitting }, found.settled);
  const growing = found.claims.filter(({ panLengths }) => panLengths.at(-1)! > length);
  return toAnswer(tables, growing.length > 0 ? { ...found, claims: growing } : found, false);
}

/** @param prefix The first digits of a number whose length nobody knows. */
export function askIssuerOfPrefix(tables: CardTables, prefix: string): IssuerAnswer {
  const found = lookUp(tables.issuers, prefix);
  return toAnswer(tables, found, found.claims.length > 0);
}

interface Found {
  readonly claims: readonly IssuerClaim[];
  /** No further digit changes the claims. */
  readonly settled: boolean;
}

function lookUp(issuers: IssuerTable | null, digits: string): Found {
  if (issuers === null || digits.length < ISSUER_DIGITS_MIN) return { claims: [], settled: false };
  if (digits.length >= PREFIX_DIGITS_MAX) return { claims: issuers.claims(issuers.find(digits)), settled: true };
  const { claims, possible } = issuers.span(digits);
  return { claims: claims ?? possible, settled: claims !== null };
}

function toAnswer(tables: CardTables, { claims, settled }: Found, known: boolean): IssuerAnswer {
  if (claims.length === 0) return NOBODY;
  const candidates = distinct(claims.map((claim) => tables.issuerOf(claim)));
  const isOne = settled && candidates.length === 1;
  return {
    issuer: isOne ? candidates[0]! : null,
    candidates,
    settled,
    ambiguous: settled && candidates.length > 1,
    known,
  };
}

/** Rows for different PAN lengths may name the same issuer. */
function distinct(issuers: readonly Issuer[]): readonly Issuer[] {
  return issuers.length < 2 ? issuers : [...new Map(issuers.map((each) => [JSON.stringify(each), each])).values()];
}
