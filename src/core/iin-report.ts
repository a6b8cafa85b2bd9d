import { candidatesOf } from './candidates.js';
import type { CardTables } from './card-tables.js';
import { finding, type Finding } from './finding.js';
import { askPrefix, isUnknown, type IinAnswer } from './iin-answer.js';
import { industryOf } from './industry.js';
import { askIssuerOfPrefix, type IssuerAnswer } from './issuers/issuer-answer.js';
import type { Language } from './language.js';
import { networksOf } from './networks.js';
import type { IinReport, Network } from './report.js';

/** @param prefix 1 to 11 ASCII digits. */
export function reportIin(tables: CardTables, prefix: string, language: Language): IinReport {
  const answer = askPrefix(tables.iins, prefix);
  const issuer = askIssuerOfPrefix(tables, prefix);
  const networks = answer.winner === null ? [] : networksOf(tables.iins, answer.winner);
  return {
    prefix,
    findings: claimFindings({ answer, issuer, networks }, language),
    brand: answer.brand && { id: answer.brand.id, name: answer.brand.name },
    candidates: candidatesOf(answer, prefix.length),
    networks,
    decided: answer.decided,
    digitsToDecide: answer.digitsToDecide,
    industry: industryOf(prefix),
    issuer: issuer.issuer,
    issuerCandidates: issuer.candidates,
    dataVersion: tables.version,
  };
}

export interface ClaimFacts {
  readonly answer: IinAnswer;
  readonly issuer: IssuerAnswer;
  readonly networks: readonly Network[];
}

/** What is to be said about the claims themselves, however many digits are there. */
export function claimFindings({ answer, issuer, networks }: ClaimFacts, language: Language): readonly Finding[] {
  const { winner, claims, ambiguous } = answer;
  const unknown = isUnknown(answer);
  const codes = [
    (ambiguous || issuer.ambiguous) && ('IIN_AMBIGUOUS' as const),
    unknown && (issuer.known ? ('BRAND_UNKNOWN' as const) : ('IIN_UNKNOWN' as const)),
    unknown && claims.covering.some(({ status }) => status === 'closed') && ('RANGE_CLOSED' as const),
    winner !== null && claims.isDisputed(winner.brandId) && ('RANGE_DISPUTED' as const),
    brandDiffers(issuer, networks) && ('ISSUER_BRAND_DIFFERS' as const),
  ];
  return codes.filter((code) => code !== false).map((code) => finding(code, language));
}

/** A brand whose rails the card travels anyway, as a co-badge or a guest, is no other brand. */
function brandDiffers({ issuer }: IssuerAnswer, networks: readonly Network[]): boolean {
  const named = issuer?.brand ?? null;
  return named !== null && networks.length > 0 && networks.every(({ id }) => id !== named.id);
}
