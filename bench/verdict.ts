/** Is this a card number: known brand, a length it allows, a check digit that holds? */
import { CardTables } from '../dist/core/card-tables.js';
import { reportCard } from '../dist/core/card-report.js';
import { checkDigitReport } from '../dist/core/check-digit.js';
import { WINNER_AMBIGUOUS, WINNER_NONE } from '../dist/core/iin-table-format.js';
import type { IinTable } from '../dist/core/iin-table.js';
import type { CardReport } from '../dist/core/report.js';
import { assertAlike, compare, type Agreement } from './agreement.ts';
import { winnerCodeIn } from './brand.ts';
import { realisticPans, seeded } from './inputs.ts';
import { candidate, measure } from './measure.ts';
import { cardValidator, creditcardsCard, fastLuhn, validator } from './peers.ts';
import { INPUTS, type Question } from './question.ts';

type Verdict = (digits: string) => boolean;
const CONTEXT = { now: new Date(0), language: 'en' } as const;

/** Put together from the core's own steps; answers like `reportCard(…).valid` for digits. */
function quickVerdict(table: IinTable): Verdict {
  const winnerCode = winnerCodeIn(table);
  const { ranges } = table;
  return (digits) => {
    const code = winnerCode(digits);
    if (code === WINNER_NONE || code === WINNER_AMBIGUOUS) return false;
    const { panLengths, checkDigit } = ranges[code - 1]!;
    return panLengths.includes(digits.length) && checkDigitReport(checkDigit, digits).result !== 'fail';
  };
}

const PEERS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['fast-luhn (no brand, no length)', fastLuhn],
  ['creditcards card.isValid, card.type', (digits) => creditcardsCard.isValid(digits) && named(digits)],
  ['validator isCreditCard (no brand)', (digits) => validator.isCreditCard(digits)],
  ['card-validator number', (digits) => cardValidator.number(digits).isValid],
]);

function named(digits: string): boolean {
  return creditcardsCard.type(digits) !== undefined;
}

export const verdict: Question = {
  name: 'verdict',
  ask: ({ table, pace, seed }) => {
    const inputs = realisticPans(table, INPUTS, seeded(seed));
    const tables = new CardTables(table, null);
    const report = (digits: string): CardReport => reportCard(tables, { pan: digits }, CONTEXT);
    const ours = quickVerdict(table);
    assertAlike(inputs, ours, new Map([['reportCard', (digits: string) => report(digits).valid]]));
    const candidates = [
      candidate('ours: find, winnerCode, checkDigitReport', ours, Number),
      ...[...PEERS].map(([name, ask]) => candidate(name, ask, Number)),
      candidate('ours: reportCard, as REST builds it', report, ({ findings }) => findings.length),
      candidate(
        'ours: reportCard, as JSON',
        (digits) => JSON.stringify(report(digits)),
        ({ length }) => length,
      ),
    ];
    return [
      {
        title: 'Full verdict on a number, realistic mix',
        rows: measure(candidates, inputs, pace),
        agreements: agreements(inputs, report),
        notes: [`The quick verdict and reportCard answer alike on all ${String(INPUTS)} inputs.`],
      },
    ];
  },
};

function agreements(inputs: readonly string[], report: (digits: string) => CardReport): readonly Agreement[] {
  return [...PEERS].map(([name, ask]) =>
    compare(name, inputs, (digits) => {
      const { valid, brand, findings, status } = report(digits);
      if (ask(digits) === valid) return null;
      const brandId = brand?.id ?? 'none';
      if (valid) return ['they refuse what we accept', `${brandId}, ${String(digits.length)} digits`];
      const reason = findings.find(({ severity }) => severity === 'error')?.code ?? status;
      return ['they accept what we refuse', `${brandId}, ${reason}`];
    }),
  );
}
