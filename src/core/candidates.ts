import type { IinAnswer } from './iin-answer.js';
import type { Candidate } from './report.js';

/**
 * Every brand the digits may still be, once. The one that decides leads (`docs/adr/0005-order-of-candidates.md`); a brand whose
 * numbers are all shorter is out, unless it is that one.
 */
export function candidatesOf({ winner, claims }: IinAnswer, digitCount: number): readonly Candidate[] {
  const open = claims.contenders.filter((contender) => contender.allows(digitCount));
  if (winner === null) return open.map((contender) => contender.toCandidate(digitCount));
  const leader = claims.contenders.find(({ claim }) => claim === winner) ?? claims.contender(winner);
  const others = open.filter(({ claim }) => claim.brandId !== winner.brandId);
  return [leader, ...others].map((contender) => contender.toCandidate(digitCount));
}
