import { decides, type AccountRange } from './account-range.js';
import { cvvReport } from './cvv.js';
import { gapsFor } from './format.js';
import type { IinTable } from './iin-table.js';
import { isDisputed, type IinAnswer } from './iin-answer.js';
import type { Candidate } from './report.js';

/**
 * Every brand the digits may still be, once, by its best claim (`docs/adr/0005-order-of-candidates.md`).
 * Claims that may decide come before those that may not. Within each, claims on all the digits typed come first, narrowest before
 * widest; then claims that need particular further digits, widest before narrowest, since more numbers lie ahead of them.
 * A brand whose numbers are all shorter than `panLength` is out, unless it is the one that decides.
 */
export function candidatesOf(table: IinTable, answer: IinAnswer, panLength: number): readonly Candidate[] {
  const { covering, partial, winner } = answer;
  const all = [...covering, ...[...partial].reverse()];
  const ranked = [
    ...(winner === null ? [] : [winner]),
    ...all.filter(decides),
    ...all.filter((claim) => !decides(claim)),
  ];
  const best = new Map<string, AccountRange>();
  for (const claim of ranked) {
    if (!best.has(claim.brandId)) best.set(claim.brandId, claim);
  }
  return [...best.values()]
    .map((claim) => toCandidate(table, answer, claim, panLength))
    .filter(
      ({ brand, panLengths }) => brand.id === winner?.brandId || panLengths.some((length) => length >= panLength),
    );
}

function toCandidate(table: IinTable, answer: IinAnswer, claim: AccountRange, panLength: number): Candidate {
  const brand = table.getBrand(claim.brandId);
  const panLengths = lengthsOf(answer, claim);
  const length = panLengths.find((allowed) => allowed >= panLength) ?? panLengths.at(-1)!;
  return {
    brand: { id: brand.id, name: brand.name },
    product: claim.product,
    low: claim.low,
    high: claim.high,
    confidence: claim.confidence,
    status: claim.status,
    decides: decides(claim),
    disputed: isDisputed(answer, claim.brandId),
    panLengths,
    cvv: cvvReport(brand.cvv),
    gaps: gapsFor(brand, length),
    source: claim.sources.map((id) => table.getSource(id).title).join('; '),
  };
}

/** A brand has the lengths of all its claims that weigh as much as its best one. */
function lengthsOf({ covering, partial }: IinAnswer, best: AccountRange): readonly number[] {
  const alike = [...covering, ...partial].filter(
    (claim) => claim.brandId === best.brandId && decides(claim) === decides(best),
  );
  return [...new Set(alike.flatMap(({ panLengths }) => panLengths))].sort((a, b) => a - b);
}
