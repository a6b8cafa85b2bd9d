/** What may this become? Asked at every key, for the first eight digits. */
import { candidatesOf } from '../dist/core/candidates.js';
import { askPrefix } from '../dist/core/iin-answer.js';
import { CardTables } from '../dist/core/card-tables.js';
import { reportIin } from '../dist/core/iin-report.js';
import type { IinTable } from '../dist/core/iin-table.js';
import type { Candidate as CardCandidate } from '../dist/core/report.js';
import { compare, type Agreement } from './agreement.ts';
import { realisticPans, seeded, typedPrefixes } from './inputs.ts';
import { candidate, measure, type Candidate } from './measure.ts';
import { brandIdOf, CREDIT_CARD_TYPE_BRANDS, creditCardType } from './peers.ts';
import { INPUTS, type Question, type Table } from './question.ts';

/** The first digits are apart: half the table may still come of a 6, and both we and the peer answer with all of it. */
const LENGTHS = new Map([
  ['1 to 8 digits', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['1 digit', [1]],
  ['6 to 8 digits', [6, 7, 8]],
]);

export const typing: Question = {
  name: 'typing',
  ask: ({ table, pace, seed }) => {
    const timed = candidates(table);
    return [...LENGTHS].map(([lengths, prefixLengths]): Table => {
      const chance = seeded(seed);
      const inputs = typedPrefixes(realisticPans(table, INPUTS, chance), prefixLengths, chance);
      return {
        title: `As you type: prefixes of ${lengths}, realistic mix`,
        rows: measure(timed, inputs, pace),
        agreements: [agreement(table, inputs)],
        notes: [
          'Compared: the brands a prefix may become; of ours, those that may decide and have a name in the peer.',
        ],
      };
    });
  },
};

/** Candidates in the two senses of the word: those that are timed, of brands. */
function candidates(table: IinTable): readonly Candidate[] {
  const { trie } = table;
  const tables = new CardTables(table, null);
  const find = (digits: string): number => trie.find(digits);
  return [
    candidate('ours: askPrefix, candidatesOf', (digits) => brandsOf(table, digits), lengthOf),
    candidate('ours: find (the node)', find, Number),
    candidate('ours: find, certainBrand, digitsToSettle', find, (node) =>
      table.certainBrand(node) === null ? table.digitsToSettle(node) : -1,
    ),
    candidate('ours: reportIin, as REST builds it', (digits) => reportIin(tables, digits, 'en'), weighReport),
    candidate('credit-card-type', creditCardType, lengthOf),
  ];
}

function brandsOf(table: IinTable, digits: string): readonly CardCandidate[] {
  return candidatesOf(askPrefix(table, digits), digits.length);
}

function weighReport({ candidates: brands, findings }: ReturnType<typeof reportIin>): number {
  return brands.length + findings.length;
}

function agreement(table: IinTable, inputs: readonly string[]): Agreement {
  return compare('credit-card-type', inputs, (digits) => {
    const ours = new Set(
      brandsOf(table, digits)
        .filter(({ decides, brand }) => decides && CREDIT_CARD_TYPE_BRANDS.has(brand.id))
        .map(({ brand }) => brand.id),
    );
    const theirs = new Set(creditCardType(digits).map(({ type }) => brandIdOf(type)));
    const missing = [...ours].filter((id) => !theirs.has(id));
    const extra = [...theirs].filter((id) => !ours.has(id));
    if (missing.length + extra.length === 0) return null;
    if (extra.length === 0) return ['they leave out a brand we still see', missing.join('+')];
    if (missing.length === 0) return ['they name a brand we rule out', extra.join('+')];
    return ['both', `ours ${missing.join('+')}, theirs ${extra.join('+')}`];
  });
}

function lengthOf(list: readonly unknown[]): number {
  return list.length;
}
