import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CardTables } from '../../src/core/card-tables.js';
import { askIssuerOfNumber, askIssuerOfPrefix, type IssuerAnswer } from '../../src/core/issuers/issuer-answer.js';
import type { IssuerRecord } from '../../src/core/issuers/issuer-record.js';
import { embeddedTable, madeUp } from '../support/embedded-table.js';
import { issuerFile, issuerRecord, issuerTableOf } from '../support/issuer-rows.js';

const PREFIX = '940060';

function row(prefix: string, name: string, changes: Partial<IssuerRecord> = {}): IssuerRecord {
  return issuerRecord(prefix, prefix, { name, ...changes });
}

/** @param files The rows of each, by its rank. */
function tablesOf(...files: readonly (readonly IssuerRecord[])[]): CardTables {
  const ranked = files.map((rows, index) => issuerFile(`rank-${index + 1}`, rows, { rank: index + 1 }));
  return new CardTables(embeddedTable, issuerTableOf(ranked));
}

function names({ candidates }: IssuerAnswer): readonly (string | null)[] {
  return candidates.map(({ name }) => name);
}

const NOBODY: IssuerAnswer = { issuer: null, candidates: [], settled: false, ambiguous: false, known: false };

describe('a whole number, beside a row that names lengths', () => {
  const of = (panLengths: readonly number[]): CardTables => tablesOf([row(PREFIX, 'The one', { panLengths })]);
  const OPEN = of([]);
  const SIXTEEN = of([16]);
  const NINETEEN = of([19]);

  test.each([
    [10, 'none', 'known', OPEN],
    [13, 'none', 'known', OPEN],
    [15, 'none', 'known', OPEN],
    [16, 'none', 'known', OPEN],
    [19, 'none', 'known', OPEN],
    [20, 'none', 'nobody', OPEN],
    [10, '16', 'perhaps', SIXTEEN],
    [13, '16', 'perhaps', SIXTEEN],
    [15, '16', 'perhaps', SIXTEEN],
    [16, '16', 'known', SIXTEEN],
    [19, '16', 'nobody', SIXTEEN],
    [20, '16', 'nobody', SIXTEEN],
    [10, '19', 'perhaps', NINETEEN],
    [13, '19', 'perhaps', NINETEEN],
    [15, '19', 'perhaps', NINETEEN],
    [16, '19', 'perhaps', NINETEEN],
    [19, '19', 'known', NINETEEN],
    [20, '19', 'nobody', NINETEEN],
  ] as const)('of %i digits where the row names %s: %s', (length, _lengths, expected, tables) => {
    const answer = askIssuerOfNumber(tables, madeUp(PREFIX, length), true);
    if (expected === 'nobody') expect(answer).toEqual(NOBODY);
    else {
      const isKnown = expected === 'known';
      expect(names(answer)).toEqual(['The one']);
      expect(answer).toMatchObject({ settled: isKnown, known: isKnown, ambiguous: false });
      expect(answer.issuer).toBe(isKnown ? answer.candidates[0] : null);
    }
  });

  test('is answered by the next rank where the first names other lengths, and not where it names this one', () => {
    const tables = tablesOf([row(PREFIX, 'First', { panLengths: [19] })], [row(PREFIX, 'World', { country: 'US' })]);
    expect(names(askIssuerOfNumber(tables, madeUp(PREFIX, 16), true))).toEqual(['World']);
    expect(names(askIssuerOfNumber(tables, madeUp(PREFIX, 19), true))).toEqual(['First']);
    expect(names(askIssuerOfPrefix(tables, PREFIX))).toEqual(['First', 'World']);
  });
});

describe('a number that is not whole', () => {
  const tables = tablesOf([
    row(PREFIX, 'Sixteen', { panLengths: [16] }),
    row(PREFIX, 'Nineteen', { panLengths: [19], country: 'CN' }),
  ]);

  test('may still become whatever it can reach', () => {
    const answer = (length: number, isWhole: boolean) => askIssuerOfNumber(tables, madeUp(PREFIX, length), isWhole);
    for (const length of [7, 10, 13, 15, 16]) {
      expect(names(answer(length, false))).toEqual(['Sixteen', 'Nineteen']);
      expect(answer(length, false)).toMatchObject({ issuer: null, settled: true, ambiguous: true, known: true });
    }
    expect(answer(17, false)).toMatchObject({ issuer: { name: 'Nineteen' }, settled: true, known: true });
    expect(answer(20, false)).toEqual(NOBODY);
    expect(answer(16, true)).toMatchObject({ issuer: { name: 'Sixteen' }, ambiguous: false });
  });

  test('of fewer digits than any card has is not whole, whoever says so', () => {
    const seven = madeUp(PREFIX, 7);
    expect(askIssuerOfNumber(tables, seven, true)).toEqual(askIssuerOfNumber(tables, seven, false));
  });

  test('has no answer in fewer than six digits, nor without a table', () => {
    const wide = tablesOf([row('9', 'Wide')]);
    expect(askIssuerOfNumber(wide, '94006', false)).toEqual(NOBODY);
    expect(askIssuerOfPrefix(wide, '94006')).toEqual(NOBODY);
    expect(askIssuerOfPrefix(wide, '940060')).toMatchObject({ issuer: { name: 'Wide' } });
    expect(askIssuerOfPrefix(new CardTables(embeddedTable, null), '940060')).toEqual(NOBODY);
    expect(askIssuerOfNumber(new CardTables(embeddedTable, null), madeUp(PREFIX, 16), true)).toEqual(NOBODY);
  });
});

describe('ten digits, of which the eleventh would tell more', () => {
  const ten = madeUp(PREFIX, 10);
  const eleventh = tablesOf([row(PREFIX, 'Wide'), row(`${ten}7`, 'Narrow')]);

  test('have candidates and nothing definite, whole or not', () => {
    for (const isWhole of [true, false]) {
      const answer = askIssuerOfNumber(eleventh, ten, isWhole);
      expect(names(answer)).toEqual(['Wide', 'Narrow']);
      expect(answer).toMatchObject({ issuer: null, settled: false, ambiguous: false, known: !isWhole });
    }
    expect(askIssuerOfPrefix(eleventh, ten)).toMatchObject({ issuer: null, settled: false, known: true });
  });

  test('have none that speaks of other lengths, but those it may grow into', () => {
    const tables = tablesOf([row(`${ten}7`, 'Narrow', { panLengths: [19] })]);
    const answer = askIssuerOfNumber(tables, ten, true);
    expect(names(answer)).toEqual(['Narrow']);
    expect(answer).toMatchObject({ issuer: null, settled: false, known: false });
  });
});

test('one issuer with a row for each of two lengths is one candidate, and the issuer', () => {
  const rows = [row(PREFIX, 'The one', { panLengths: [16] }), row(PREFIX, 'The one', { panLengths: [19] })];
  const tables = tablesOf(rows);
  expect(askIssuerOfPrefix(tables, PREFIX)).toMatchObject({ issuer: { name: 'The one' }, candidates: [{}] });
  expect(askIssuerOfNumber(tables, madeUp(PREFIX, 13), false)).toMatchObject({ issuer: { name: 'The one' } });
  expect(askIssuerOfNumber(tables, madeUp(PREFIX, 15), true)).toMatchObject({ issuer: null, candidates: [{}] });
  const elsewhere = tablesOf(rows.map((each, index) => ({ ...each, country: ['KR', 'CN'][index] ?? null })));
  expect(askIssuerOfPrefix(elsewhere, PREFIX)).toMatchObject({ issuer: null, candidates: [{}, {}], ambiguous: true });
});

/* The slow twin: reads every row for every length and shares nothing with index, sweep or resolution. */

interface TwinRow {
  readonly low: string;
  readonly high: string;
  readonly name: string;
  readonly country: string | null;
  readonly panLengths: readonly number[];
  readonly rank: number;
}

const LENGTHS = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const first = (bound: string): string => bound.padEnd(11, '0');
const last = (bound: string): string => bound.padEnd(11, '9');
const widthOf = ({ low, high }: TwinRow): number => Number(last(high)) - Number(first(low));
const speaks = ({ panLengths }: TwinRow, length: number): boolean =>
  panLengths.length === 0 || panLengths.includes(length);

/** `rows` in the order of listing, which a stable sort keeps. */
function covering(rows: readonly TwinRow[], point: string): readonly TwinRow[] {
  return rows
    .filter(({ low, high }) => first(low) <= point && point <= last(high))
    .sort((a, b) => a.rank - b.rank || widthOf(a) - widthOf(b));
}

function answering(rows: readonly TwinRow[], length: number): readonly TwinRow[] {
  const speaking = rows.filter((each) => speaks(each, length));
  const ofFirstRank = speaking.filter(({ rank }) => rank === speaking[0]?.rank);
  const named = [...new Set(ofFirstRank.flatMap(({ country }) => country ?? []))];
  return named.length === 0
    ? ofFirstRank.slice(0, 1)
    : ofFirstRank.filter(
        (each) => each.country !== null && each === ofFirstRank.find(({ country }) => country === each.country),
      );
}

function reaching(rows: readonly TwinRow[], digitCount: number): readonly TwinRow[] {
  const lengths = LENGTHS.filter((length) => length >= digitCount);
  const possible = rows.filter((each) => lengths.some((length) => answering(rows, length).includes(each)));
  return possible.filter((each, index) => {
    const before = possible.slice(0, index).filter(({ country }) => country === each.country);
    return !before.some((other) => LENGTHS.some((length) => speaks(each, length) && speaks(other, length)));
  });
}

/** One for each stretch of numbers with these digits that no bound divides, ascending. */
function pointsOf(rows: readonly TwinRow[], digits: string): readonly string[] {
  const prefix = digits.slice(0, 11);
  const bounds = rows.flatMap(({ low, high }) => [first(low), String(Number(last(high)) + 1)]);
  return [...new Set([first(prefix), ...bounds.filter((bound) => bound.startsWith(prefix))])].sort();
}

interface TwinAnswer extends Pick<IssuerAnswer, 'settled' | 'ambiguous' | 'known'> {
  readonly issuer: string | null;
  readonly candidates: readonly string[];
  readonly isGrowing: boolean;
}

const labelOf = ({ name, country, rank }: TwinRow): string => `${name} ${String(country)} File rank-${rank}`;
const unique = (labels: readonly string[]): readonly string[] => [...new Set(labels)];

/** @param length 0: nobody knows it. */
function slowAnswer(rows: readonly TwinRow[], digits: string, length: number, isWhole: boolean): TwinAnswer {
  const stretches = pointsOf(rows, digits).map((point) => covering(rows, point));
  const all = stretches.map((each) => JSON.stringify(reachingAny(each)));
  const isOne = new Set(all).size === 1;
  const hasLength = isWhole && LENGTHS.includes(length);
  const found = hasLength ? stretches.flatMap((each) => answering(each, length)) : [];
  const isGrowing = hasLength && found.length === 0;
  const claims = found.length > 0 ? found : stretches.flatMap((each) => reaching(each, length));
  const candidates = unique(claims.map(labelOf));
  const settled = candidates.length > 0 && isOne && !isGrowing;
  return {
    issuer: settled && candidates.length === 1 ? candidates[0]! : null,
    candidates,
    settled,
    ambiguous: settled && new Set(claims.map(({ country }) => country)).size > 1,
    known: candidates.length > 0 && !isGrowing && (settled || !hasLength),
    isGrowing,
  };
}

function reachingAny(rows: readonly TwinRow[]): readonly (readonly unknown[])[] {
  const any = rows.filter((each) => LENGTHS.some((length) => answering(rows, length).includes(each)));
  return any.map((each) => [labelOf(each), each.panLengths]);
}

function shown({ candidates, issuer, settled, ambiguous, known }: IssuerAnswer): Omit<TwinAnswer, 'isGrowing'> {
  const label = ({ name, country, source }: IssuerAnswer['candidates'][number]): string =>
    `${String(name)} ${String(country)} ${source}`;
  return { issuer: issuer && label(issuer), candidates: candidates.map(label), settled, ambiguous, known };
}

/** Few digits, so that bounds meet; few names, so that rows agree; fewer rows than an answer has room for. */
const extension = fc
  .constantFrom(0, 1, 2, 5, 5, 5)
  .chain((length) => fc.array(fc.constantFrom('0', '1', '9'), { minLength: length, maxLength: length }))
  .map((digits) => digits.join(''));
const bounds = fc
  .tuple(fc.constantFrom('94', PREFIX, PREFIX), extension, extension)
  .map(([stem, a, b]) => [stem + a, stem + b.padEnd(a.length, '0').slice(0, a.length)].sort());
const twinRow = fc.record({
  bounds,
  name: fc.constantFrom('A', 'B'),
  country: fc.constantFrom('KR', 'KR', 'CN', null),
  panLengths: fc.oneof(fc.constant([]), fc.subarray([10, 13, 16, 19], { minLength: 1 })),
  rank: fc.constantFrom(1, 2),
});
const twinRows = fc
  .array(twinRow, { minLength: 1, maxLength: 7 })
  .map((rows) => rows.map(({ bounds: [low = '', high = ''], ...rest }): TwinRow => ({ low, high, ...rest })))
  .map((rows) => [1, 2].flatMap((rank) => rows.filter((each) => each.rank === rank)));
/** Half of the numbers begin as a row does. */
const asked = fc.array(
  fc.record({
    from: fc.nat({ max: 6 }),
    own: fc.tuple(extension, fc.stringMatching(/^[0-9]{20}$/)).map(([some, rest]) => PREFIX + some + rest),
    length: fc.constantFrom(5, 6, 8, 10, 10, 10, 11, 13, 15, 16, 17, 19, 20),
  }),
  { minLength: 8, maxLength: 8 },
);

test('answers as reading every row for every length would', () => {
  const met = new Map<string, number>();
  const meet = (what: string, isMet: boolean) => met.set(what, (met.get(what) ?? 0) + Number(isMet));
  fc.assert(
    fc.property(twinRows, asked, (rows, numbers) => {
      const recordsOf = (rank: number) =>
        rows.filter((each) => each.rank === rank).map(({ low, high, ...each }) => issuerRecord(low, high, each));
      const tables = tablesOf(recordsOf(1), recordsOf(2));
      for (const { from, own, length } of numbers) {
        const begin = rows[from];
        const digits = ((begin === undefined ? '' : first(begin.low)) + own).slice(0, length);
        const isTooShort = length < 6;
        for (const isWhole of [true, false]) {
          const { isGrowing, ...expected } = slowAnswer(isTooShort ? [] : rows, digits, length, isWhole);
          expect(shown(askIssuerOfNumber(tables, digits, isWhole))).toEqual(expected);
          meet('nobody', !isTooShort && expected.candidates.length === 0);
          meet('one issuer', expected.issuer !== null);
          meet('several countries', expected.ambiguous);
          meet('further digits will tell', !expected.settled && expected.known);
          meet('may grow into a card', isGrowing && expected.candidates.length > 0);
          meet(
            'ten digits, unsettled',
            isWhole && length === 10 && !isGrowing && expected.candidates.length > 0 && !expected.settled,
          );
          meet('second rank by length', length >= 11 && isWhole && isAnsweredBySecondRank(rows, digits, length));
        }
        const expected = slowAnswer(isTooShort ? [] : rows, digits, 0, false);
        expect({ ...shown(askIssuerOfPrefix(tables, digits)), isGrowing: false }).toEqual(expected);
      }
    }),
    { numRuns: 500 },
  );
  expect([...met].filter(([, count]) => count < 10)).toEqual([]);
  expect(met.size).toBe(7);
});

/** Though the first rank has rows there. */
function isAnsweredBySecondRank(rows: readonly TwinRow[], digits: string, length: number): boolean {
  const claims = covering(rows, digits.slice(0, 11));
  return claims[0]?.rank === 1 && answering(claims, length)[0]?.rank === 2;
}
