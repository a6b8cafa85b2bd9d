import { askPolicy, type AcceptancePolicy } from './acceptance-policy.js';
import type { CheckDigitRule } from './account-range.js';
import type { Brand } from './brand.js';
import { candidatesOf } from './candidates.js';
import type { CardTables } from './card-tables.js';
import { checkDigitReport } from './check-digit.js';
import { PAN_DIGITS_MAX, PAN_DIGITS_MIN } from './claim-resolution.js';
import { cvvFindings } from './cvv.js';
import { expiryFindings } from './expiry.js';
import { finding, type Finding } from './finding.js';
import { gapsFor, groupDigits } from './format.js';
import { askNumber, isUnknown, mayGrow, type IinAnswer } from './iin-answer.js';
import { claimFindings, type ClaimFacts } from './iin-report.js';
import { industryOf } from './industry.js';
import { askIssuerOfNumber } from './issuers/issuer-answer.js';
import type { Language } from './language.js';
import { concealPan, maskPan } from './mask.js';
import { networksOf } from './networks.js';
import type { Pan } from './pan.js';
import { parsePan } from './pan-input.js';
import type { CardReport, CheckDigitReport, Status } from './report.js';

/** What is asked about one card. Expiry and security code are looked at and forgotten. */
export interface CardInput {
  readonly pan: string | number;
  readonly expiry?: string | null | undefined;
  readonly cvv?: string | null | undefined;
  readonly accept?: AcceptancePolicy | null | undefined;
}

export interface ReportContext {
  readonly now: Date;
  readonly language: Language;
}

/** All that can honestly be said about a card. Never throws for a bad one. */
export function reportCard(tables: CardTables, input: CardInput, context: ReportContext): CardReport {
  const parsed = parsePan(input.pan, context.language);
  if (!parsed.ok) return unreadable(tables, input, context, parsed);
  const digits = parsed.pan.reveal();
  const answer = askNumber(tables.iins, digits);
  const checkDigit = checkDigitOf(answer, digits);
  const issuer = askIssuerOfNumber(tables, digits, checkDigit.result !== 'fail');
  const isTestCard = tables.iins.findTestCard(digits) !== null;
  const networks = answer.winner === null ? [] : networksOf(tables.iins, answer.winner);
  const facts: PanFacts = { digits, answer, issuer, networks, checkDigit, isTestCard };
  const panFindings = findingsAbout(facts, context.language);
  const candidates = candidatesOf(answer, digits.length);
  const issuers = issuer.settled ? issuer.candidates : [];
  const policy = askPolicy(input.accept, { networks, candidates, issuers }, context.language);
  const findings = [...panFindings, ...extraFindings(input, answer.brand, context), ...policy.findings];
  const status = statusOf(findings, facts);
  return {
    status,
    valid: status === 'valid',
    possible: !hasError(panFindings) || mayGrow(tables.iins, digits, answer),
    findings,
    checkDigit,
    brand: answer.brand && { id: answer.brand.id, name: answer.brand.name },
    candidates,
    networks,
    decided: answer.decided,
    digitsToDecide: answer.digitsToDecide,
    industry: industryOf(digits),
    issuer: issuer.issuer,
    issuerCandidates: issuer.candidates,
    ...display(parsed.pan, answer),
    panLength: digits.length,
    accepted: policy.accepted,
    dataVersion: tables.version,
  };
}

function unreadable(
  tables: CardTables,
  input: CardInput,
  context: ReportContext,
  { findings, panLength }: { readonly findings: readonly Finding[]; readonly panLength: number },
): CardReport {
  return {
    status: 'invalid',
    valid: false,
    // An empty field is where every card number begins.
    possible: findings.every(({ code }) => code === 'PAN_EMPTY'),
    findings: [...findings, ...extraFindings(input, null, context)],
    checkDigit: { algorithm: 'luhn', result: 'not_applicable' },
    brand: null,
    candidates: [],
    networks: [],
    decided: false,
    digitsToDecide: null,
    industry: null,
    issuer: null,
    issuerCandidates: [],
    maskedPan: null,
    formatted: null,
    panLength,
    accepted: null,
    dataVersion: tables.version,
  };
}

/** Outside 10 to 19 digits there is no card number, hence no check digit to judge. */
function checkDigitOf(answer: IinAnswer, digits: string): CheckDigitReport {
  const report = checkDigitReport(ruleFor(answer), digits);
  const whole = digits.length >= PAN_DIGITS_MIN && digits.length <= PAN_DIGITS_MAX;
  return whole ? report : { algorithm: report.algorithm, result: 'not_applicable' };
}

/** Where nobody decides Luhn is asked for, unless a source says outright that cards like this have no check digit. */
function ruleFor({ winner, claims }: IinAnswer): CheckDigitRule {
  if (winner !== null) return winner.checkDigit;
  return claims.covering.some(({ checkDigit }) => checkDigit === 'none') ? 'none' : 'luhn';
}

interface PanFacts extends ClaimFacts {
  readonly digits: string;
  readonly checkDigit: CheckDigitReport;
  readonly isTestCard: boolean;
}

function findingsAbout(facts: PanFacts, language: Language): readonly Finding[] {
  const { digits, answer, checkDigit, isTestCard } = facts;
  const length = digits.length;
  const whole = length >= PAN_DIGITS_MIN && length <= PAN_DIGITS_MAX;
  const codes = [
    length < PAN_DIGITS_MIN && ('PAN_TOO_SHORT' as const),
    length > PAN_DIGITS_MAX && ('PAN_TOO_LONG' as const),
    !answer.lengthAllowed && ('LENGTH_NOT_ALLOWED' as const),
    checkDigit.result === 'fail' && ('CHECK_DIGIT_INVALID' as const),
    whole &&
      answer.winner?.checkDigit === 'luhn_optional' &&
      checkDigit.result !== 'pass' &&
      ('CHECK_DIGIT_NOT_REQUIRED' as const),
    whole && isRepeatedDigit(digits) && ('REPEATED_DIGIT' as const),
    isTestCard && ('TEST_CARD' as const),
  ];
  return [
    ...codes.filter((code) => code !== false).map((code) => finding(code, language)),
    ...claimFindings(facts, language),
  ];
}

function extraFindings(
  { expiry, cvv }: CardInput,
  brand: Brand | null,
  { now, language }: ReportContext,
): readonly Finding[] {
  return [
    ...(expiry == null ? [] : expiryFindings(expiry, now, language)),
    ...(cvv == null ? [] : cvvFindings(cvv, brand?.cvv ?? null, language)),
  ];
}

/** Where our tables are silent, a row of an issuer file makes the range a known one. */
function statusOf(findings: readonly Finding[], { answer, issuer }: ClaimFacts): Status {
  if (hasError(findings)) return 'invalid';
  return answer.winner !== null || (isUnknown(answer) && issuer.known) ? 'valid' : 'unrecognized';
}

function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Of a length that no card has, the last digits may be a security code that was run on: nothing is shown. */
function display(pan: Pan, { brand, lengthAllowed }: IinAnswer): Pick<CardReport, 'maskedPan' | 'formatted'> {
  if (pan.length > PAN_DIGITS_MAX) return { maskedPan: null, formatted: null };
  const maskedPan = lengthAllowed ? maskPan(pan, brand?.id ?? null) : concealPan(pan);
  return { maskedPan, formatted: groupDigits(maskedPan, gapsFor(brand, pan.length)) };
}

function isRepeatedDigit(digits: string): boolean {
  return digits === digits.charAt(0).repeat(digits.length);
}
