import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { issuerFile, issuerRecord, issuerTableOf } from '../../../test/support/issuer-rows.js';
import type { ImportedIssuerFile, IssuerRecord } from './issuer-record.js';
import type { IssuerClaim } from './issuer-claim.js';
import { answerForLength } from './issuer-resolution.js';

/**
 * The slow twin: reads all rows for every question, compares digits as text and counts in bigints; it shares nothing with sweep, heap,
 * resolution or index.
 */
interface Row {
  readonly record: IssuerRecord;
  readonly file: string;
  readonly rank: number;
  readonly span: bigint;
}

const DEPTH = 11;

function rowsOf(files: readonly ImportedIssuerFile[]): readonly Row[] {
  return files.flatMap(({ id, rank, records }) =>
    records.map((record) => ({ record, file: id, rank, span: endOf(record) - startOf(record) })),
  );
}

function startOf({ low }: IssuerRecord): bigint {
  return BigInt(low.padEnd(DEPTH, '0'));
}

function endOf({ high }: IssuerRecord): bigint {
  return BigInt(high.padEnd(DEPTH, '9')) + 1n;
}

const ALL_LENGTHS = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

function slowAnswer(rows: readonly Row[], digits: string, lengths = ALL_LENGTHS): readonly Row[] {
  const covering = rows.filter(({ record: { low, high } }) => {
    const head = digits.slice(0, low.length);
    return low <= head && head <= high;
  });
  const answers = (row: Row, length: number): boolean => {
    const speaking = covering.filter((other) => names(other, length));
    const first = speaking.filter(({ rank }) => speaking.every((other) => rank <= other.rank));
    const named = first.filter(({ record: { country } }) => country !== null);
    const own = (named.length > 0 ? named : first).filter(({ record }) => record.country === row.record.country);
    return own.find(({ span }) => own.every((other) => span <= other.span)) === row;
  };
  const standing = covering.filter((row) => lengths.some((length) => answers(row, length)));
  return standing.toSorted((a, b) => a.rank - b.rank || (a.span < b.span ? -1 : a.span > b.span ? 1 : 0));
}

function names({ record: { panLengths } }: Row, length: number): boolean {
  return panLengths.length === 0 || panLengths.includes(length);
}

function rankOf({ source }: IssuerClaim): number {
  return source.rank;
}

function textOf(answer: readonly Row[]): readonly string[] {
  return answer.map(({ record, file }) => JSON.stringify([record.name, record.country, record.panLengths, file]));
}

function claimText({ name, country, panLengths, source }: IssuerClaim): string {
  return JSON.stringify([name, country, panLengths, source.id]);
}

/** Where an answer may change, from `from` up to `to`, both included. */
function cutsOf(rows: readonly Row[], from: bigint, to: bigint): readonly bigint[] {
  const bounds = rows.flatMap(({ record }) => [startOf(record), endOf(record)]);
  const inside = bounds.filter((bound) => from < bound && bound < to);
  return [...new Set([from, ...inside, to])].sort((a, b) => (a < b ? -1 : 1));
}

function digitsOf(prefix: bigint): string {
  return String(prefix).padStart(DEPTH, '0');
}

/** Answers from `from` up to `to`, as wide as they hold. */
function slowRuns(rows: readonly Row[], from: bigint, to: bigint): { start: bigint; end: bigint; text: string[] }[] {
  const runs: { start: bigint; end: bigint; text: string[] }[] = [];
  const cuts = cutsOf(rows, from, to);
  cuts.slice(0, -1).forEach((start, index) => {
    const text = [...textOf(slowAnswer(rows, digitsOf(start)))];
    const before = runs.at(-1);
    if (before?.text.join() === text.join()) before.end = cuts[index + 1]!;
    else runs.push({ start, end: cuts[index + 1]!, text });
  });
  return runs;
}

/** Around ends of pages and slots and inside of them, where rows meet each other. */
const NEIGHBOURHOODS = [
  '39999999999',
  '40000000000',
  '41299999995',
  '41234567890',
  '41234599999',
  '00000000000',
  '99999999999',
];

const record: fc.Arbitrary<IssuerRecord> = fc
  .tuple(
    fc.constantFrom(...NEIGHBOURHOODS),
    fc.integer({ min: 1, max: DEPTH }),
    fc.integer({ min: -2, max: 2 }),
    fc.oneof(fc.constant(0), fc.nat(3), fc.nat(12_000)),
    fc.constantFrom('KR', 'KR', 'KR', 'US', 'CN', null),
    fc.constantFrom('A', 'B', 'C'),
    fc.constantFrom<number[]>([], [16], [19], [16, 19]),
  )
  .map(([near, width, step, more, country, name, panLengths]) => {
    const last = 10 ** width - 1;
    const low = Math.min(last, Math.max(0, Number(near.slice(0, width)) + step));
    const [from, to] = [low, Math.min(last, low + more)].map((bound) => String(bound).padStart(width, '0'));
    return issuerRecord(from!, to, { name, country, panLengths });
  });

/** Sometimes the same interval once more, under another name. */
function repeated(row: IssuerRecord): fc.Arbitrary<readonly IssuerRecord[]> {
  return fc.constantFrom([row], [row], [row, { ...row, name: 'again' }]);
}

const files: fc.Arbitrary<readonly ImportedIssuerFile[]> = fc
  .array(fc.tuple(fc.array(record.chain(repeated), { maxLength: 6 }), fc.constantFrom(1, 1, 2, 99)), {
    minLength: 1,
    maxLength: 3,
  })
  .map((all) => all.map(([records, rank], index) => issuerFile(`file-${index}`, records.flat(), { rank })));

const prefix: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...NEIGHBOURHOODS), fc.integer({ min: 0, max: DEPTH }), fc.stringMatching(/^[0-9]{11}$/))
  .map(([near, kept, rest]) => (near.slice(0, kept) + rest).slice(0, DEPTH));

test('find, span, intervals and prefix counts are what reading every row would give', () => {
  const met = {
    none: 0,
    one: 0,
    several: 0,
    deep: 0,
    wide: 0,
    rankHides: 0,
    nowhereHides: 0,
    tie: 0,
    mixed: 0,
    whole: 0,
    byLength: 0,
  };
  const tally = (rows: readonly Row[], digits: string, answer: readonly Row[]): void => {
    const covering = rows.filter(
      ({ record: { low, high } }) => low <= digits.slice(0, low.length) && digits.slice(0, low.length) <= high,
    );
    met.none += Number(answer.length === 0);
    met.one += Number(answer.length === 1);
    met.several += Number(answer.length > 1);
    met.deep += Number(answer.some(({ record: { low } }) => low.length > 6));
    met.wide += Number(answer.some(({ record: { low } }) => low.length < 3));
    met.rankHides += Number(covering.some(({ rank, span }) => rank > answer[0]!.rank && span < answer[0]!.span));
    met.nowhereHides += Number(
      answer.some(({ record: { country } }) => country !== null) &&
        covering.some(({ rank, record: { country } }) => rank === answer[0]!.rank && country === null),
    );
    met.tie += Number(
      covering.some(
        (row) =>
          row !== answer[0] &&
          row.span === answer[0]!.span &&
          row.record.country === answer[0]!.record.country &&
          row.rank === answer[0]!.rank,
      ),
    );
  };

  fc.assert(
    fc.property(files, fc.array(prefix, { minLength: 4, maxLength: 4 }), (source, prefixes) => {
      const table = issuerTableOf(source);
      const rows = rowsOf(source);
      const edges = rows.flatMap(({ record: row }) => [startOf(row) - 1n, startOf(row), endOf(row) - 1n, endOf(row)]);
      const near = edges.filter((edge) => edge >= 0n && edge < 10n ** 11n).map(digitsOf);
      for (const digits of [...prefixes, ...near]) {
        const answer = slowAnswer(rows, digits);
        expect(table.claims(table.find(digits.padEnd(16, '9'))).map(claimText)).toEqual(textOf(answer));
        tally(rows, digits, answer);
        for (const length of [15, 16, 19]) {
          const forLength = answerForLength(table.claims(table.find(digits.padEnd(16, '9'))), length, rankOf);
          expect(forLength.map(claimText)).toEqual(textOf(slowAnswer(rows, digits, [length])));
          met.byLength += Number(forLength.length > 0 && forLength.length < answer.length);
        }
      }
      [...prefixes, ...near].forEach((digits, index) => {
        const short = digits.slice(0, 6 + (index % 6));
        const runs = slowRuns(rows, BigInt(short.padEnd(DEPTH, '0')), BigInt(short.padEnd(DEPTH, '9')) + 1n);
        const { claims, possible } = table.span(short);
        expect(claims?.map(claimText) ?? null).toEqual(runs.length === 1 ? runs[0]!.text : null);
        expect(possible.map(claimText)).toEqual([...new Set(runs.flatMap(({ text }) => text))].slice(0, 8));
        met.mixed += Number(runs.length > 1);
        met.whole += Number(runs.length === 1 && possible.length > 0);
      });
      const runs = slowRuns(rows, 0n, 10n ** 11n).filter(({ text }) => text.length > 0);
      const intervals = [...table.intervals()].map(({ start, end, answer }) => ({
        start: BigInt(start),
        end: BigInt(end),
        text: table.claims(answer).map(claimText),
      }));
      expect(intervals).toEqual(runs);
      const pages = Array.from({ length: 1000 }, (_, page) => BigInt(page) * 10n ** 8n);
      const answered = pages.filter((page) => runs.some(({ start, end }) => start < page + 10n ** 8n && end > page));
      expect(table.prefixCount(3)).toBe(answered.length);
    }),
    { numRuns: 250 },
  );
  for (const [kind, times] of Object.entries(met)) expect({ kind, often: times > 100 }).toEqual({ kind, often: true });
});
