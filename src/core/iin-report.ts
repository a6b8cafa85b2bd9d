import { candidatesOf } from './candidates.js';
import { finding, type Finding } from './finding.js';
import { askPrefix, isUnknown, type IinAnswer } from './iin-answer.js';
import type { IinTable } from './iin-table.js';
import { industryOf } from './industry.js';
import type { Language } from './language.js';
import { networksOf } from './networks.js';
import type { IinReport } from './report.js';

/** @param prefix 1 to 11 ASCII digits. */
export function reportIin(table: IinTable, prefix: string, language: Language): IinReport {
  const answer = askPrefix(table, prefix);
  return {
    prefix,
    findings: claimFindings(answer, language),
    brand: answer.brand && { id: answer.brand.id, name: answer.brand.name },
    candidates: candidatesOf(answer, prefix.length),
    networks: answer.winner === null ? [] : networksOf(table, answer.winner),
    decided: answer.decided,
    digitsToDecide: answer.digitsToDecide,
    industry: industryOf(prefix),
    issuer: null,
    dataVersion: table.version,
  };
}

/** What is to be said about the claims themselves, however many digits are there. */
export function claimFindings(answer: IinAnswer, language: Language): readonly Finding[] {
  const { winner, claims, ambiguous } = answer;
  const unknown = isUnknown(answer);
  const closed = unknown && claims.covering.some(({ status }) => status === 'closed');
  return [
    ...(ambiguous ? [finding('IIN_AMBIGUOUS', language)] : []),
    ...(unknown ? [finding('IIN_UNKNOWN', language)] : []),
    ...(closed ? [finding('RANGE_CLOSED', language)] : []),
    ...(winner !== null && claims.isDisputed(winner.brandId) ? [finding('RANGE_DISPUTED', language)] : []),
  ];
}
