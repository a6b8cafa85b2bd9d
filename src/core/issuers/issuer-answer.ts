import { PREFIX_DIGITS_MAX } from '../account-range.js';
import type { CardTables } from '../card-tables.js';
import { PAN_DIGITS_MAX, PAN_DIGITS_MIN } from '../claim-resolution.js';
import type { Issuer } from '../report.js';
import type { IssuerClaim } from './issuer-claim.js';
import { answerForLength, answerWhileTyping } from './issuer-resolution.js';
import type { IssuerTable } from './issuer-table.js';

/** An issuer is named by six digits at the least; below that every answer would be a list of thousands. */
export const ISSUER_DIGITS_MIN = 6;

/** What the issuer table says about a run of digits. */
export interface IssuerAnswer {
  /** The one answer; null where nobody answers, several do, or further digits will tell. */
  readonly issuer: Issuer | null;
  /** Who answers, or may answer with further digits. */
  readonly candidates: readonly Issuer[];
  /** No further digit changes the candidates, other than by the length of the number. */
  readonly settled: boolean;
  /** Settled, and issuers in several countries answer: the same digits are given out by each of them. */
  readonly ambiguous: boolean;
  /** Some row covers the digits, and none of what it says speaks against them. */
  readonly known: boolean;
}

const NOBODY: IssuerAnswer = { issuer: null, candidates: [], settled: false, ambiguous: false, known: false };

/**
 * @param isWhole The number may be complete, so that from ten digits on its length counts. A number whose check digit fails is not
 * finished, or mistyped: then whatever it may become is a candidate.
 */
export function askIssuerOfNumber(tables: CardTables, digits: string, isWhole: boolean): IssuerAnswer {
  const length = digits.length;
  if (!isWhole || length < PAN_DIGITS_MIN || length > PAN_DIGITS_MAX) return askWhileTyping(tables, digits, length);
  const found = lookUp(tables.issuers, digits, (claims) => answerForLength(claims, length, rankOf));
  if (found.claims.length > 0) return toAnswer(tables, found, found.settled);
  const growing = lookUp(tables.issuers, digits, (claims) => answerWhileTyping(claims, length, rankOf));
  return toAnswer(tables, { ...growing, settled: false }, false);
}

/** @param prefix The first digits of a number whose length nobody knows. */
export function askIssuerOfPrefix(tables: CardTables, prefix: string): IssuerAnswer {
  return askWhileTyping(tables, prefix, 0);
}

function askWhileTyping(tables: CardTables, digits: string, digitCount: number): IssuerAnswer {
  const found = lookUp(tables.issuers, digits, (claims) => answerWhileTyping(claims, digitCount, rankOf));
  return toAnswer(tables, found, found.claims.length > 0);
}

interface Found {
  readonly claims: readonly IssuerClaim[];
  /** No further digit changes the claims. */
  readonly settled: boolean;
}

type Choose = (claims: readonly IssuerClaim[]) => readonly IssuerClaim[];

function lookUp(issuers: IssuerTable | null, digits: string, choose: Choose): Found {
  if (issuers === null || digits.length < ISSUER_DIGITS_MIN) return { claims: [], settled: false };
  if (digits.length >= PREFIX_DIGITS_MAX)
    return { claims: choose(issuers.claims(issuers.find(digits))), settled: true };
  const { claims, possible } = issuers.span(digits, choose);
  return { claims: claims ?? possible, settled: claims !== null };
}

function toAnswer(tables: CardTables, { claims, settled }: Found, known: boolean): IssuerAnswer {
  if (claims.length === 0) return NOBODY;
  const candidates = distinct(claims.map((claim) => tables.issuerOf(claim)));
  const countries = new Set(candidates.map(({ country }) => country));
  return {
    issuer: settled && candidates.length === 1 ? candidates[0]! : null,
    candidates,
    settled,
    ambiguous: settled && countries.size > 1,
    known,
  };
}

/** Rows for different PAN lengths may name the same issuer. */
function distinct(issuers: readonly Issuer[]): readonly Issuer[] {
  return issuers.length < 2 ? issuers : [...new Map(issuers.map((each) => [JSON.stringify(each), each])).values()];
}

function rankOf({ source }: IssuerClaim): number {
  return source.rank;
}
