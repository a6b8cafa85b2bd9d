import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IMPORTER_CASES } from '../../../test/bin-data/fixture-files.js';
import { FUNDINGS, SEGMENTS } from '../../core/report.js';
import { isBrandId } from './brand-claim.js';
import { isCountry } from './country-claim.js';
import { cellsOfLine } from './file-rows.js';
import { type Importer, ROW_NOTES, SKIP_REASONS } from './importer.js';
import { RowTally } from './row-tally.js';

const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));
const CELL = fc.oneof(
  { weight: 3, arbitrary: digits(6, 6) },
  { weight: 2, arbitrary: digits(1, 14) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('', 'VISA', 'CREDIT', 'debit', 'KR', 'US', 'TR', 'US|KR', '16', '16-19', '삭제'),
  },
  { weight: 1, arbitrary: fc.array(digits(3, 5), { maxLength: 5 }).map((groups) => groups.join(' ')) },
  { weight: 1, arbitrary: fc.constantFrom('unknown', 'consumer', 'visa', 'GIFT', '법인', 'N/A', '-', 'y', 'UK') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
);
const VALUE = fc.oneof(CELL, CELL, fc.array(fc.integer({ min: 5, max: 25 })), fc.jsonValue());
const KEY = fc.constantFrom('low', 'low', 'high', 'issuer', 'country', 'funding', 'segment', 'brand', 'panLengths');
const LINE = fc.oneof(
  fc
    .dictionary(fc.oneof({ weight: 20, arbitrary: KEY }, { weight: 1, arbitrary: fc.string() }), VALUE)
    .map((row) => JSON.stringify(row)),
  fc
    .record({ low: digits(1, 12), issuer: CELL, panLengths: fc.constantFrom([], [16], [9]) })
    .map((row) => JSON.stringify(row)),
  fc.string(),
);
const SCOPE = fc.constantFrom([], [], ['KR'], ['US', 'KR'], ['CN'], ['TR'], ['AU']);

describe.each(IMPORTER_CASES)('$format, whatever its cells are', ({ importer, first, text }) => {
  const row = importer.layout.kind === 'lines' ? LINE.map((line) => [line]) : anyRow(first, rowsOf(text, importer));

  test('keeps or counts every row, and keeps only what may be kept', () => {
    const seen = { kept: 0, skipped: 0, texts: 0 };
    fc.assert(
      fc.property(fc.array(row, { minLength: 8, maxLength: 20 }), SCOPE, (rows, scope) => {
        const tally = new RowTally();
        const read = importer.rowReader(first, scope);
        rows.forEach((cells, index) => tally.take(read(cells), index + 2));
        const skipped = tally.skipped.reduce((sum, { count }) => sum + count, 0);
        expect(tally.rowsRead).toBe(rows.length);
        expect(tally.records.length + skipped).toBe(rows.length);
        expect(tally.skipped.every(({ reason }) => SKIP_REASONS.some((known) => known === reason))).toBe(true);
        expect(tally.notes.every(({ reason }) => ROW_NOTES.some((known) => known === reason))).toBe(true);
        expect([...tally.firstLines.keys()].sort()).toEqual(tally.skipped.map(({ reason }) => reason));
        for (const record of tally.records) expectSound(record, scope);
        expect(
          new Set(tally.records.map(({ low, high, country, panLengths }) => [low, high, country, ...panLengths].join()))
            .size,
        ).toBe(tally.records.length);
        seen.kept += tally.records.length;
        seen.skipped += skipped;
        seen.texts += tally.records.filter(({ name, product }) => name !== null || product !== null).length;
      }),
      { numRuns: 100 },
    );
    expect(seen.kept).toBeGreaterThan(50);
    expect(seen.skipped).toBeGreaterThan(50);
    expect(seen.texts).toBeGreaterThan(20);
  });
});

/** Rows of the fixture with some cells replaced, or nothing but cells. */
function anyRow(first: readonly string[], rows: readonly (readonly string[])[]): fc.Arbitrary<readonly string[]> {
  const length = first.length;
  const replaced = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: CELL }), {
    minLength: length,
    maxLength: length,
  });
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom(...rows), replaced)
        .map(([row, cells]) => row.map((cell, at) => cells[at] ?? cell)),
    },
    { weight: 3, arbitrary: fc.array(CELL, { minLength: length, maxLength: length }) },
    { weight: 1, arbitrary: fc.array(CELL, { maxLength: length + 2 }) },
  );
}

function rowsOf(text: string, importer: Importer): readonly (readonly string[])[] {
  const lines = text.trimEnd().split('\n').slice(1);
  return lines.map((line) => cellsOfLine(line, importer.layout)!);
}

function expectSound(record: RowTally['records'][number], scope: readonly string[]): void {
  const { low, high, country, funding, segment, brandId, panLengths, name, product } = record;
  expect(low).toMatch(/^[0-9]{1,11}$/);
  expect(high).toMatch(/^[0-9]{1,11}$/);
  expect(low.length).toBe(high.length);
  expect(Number(low)).toBeLessThanOrEqual(Number(high));
  if (country !== null) expect(isCountry(country) && (scope.length === 0 || scope.includes(country))).toBe(true);
  expect(FUNDINGS).toContain(funding);
  expect(SEGMENTS).toContain(segment);
  if (brandId !== null) expect(isBrandId(brandId)).toBe(true);
  expect([...panLengths].sort((a, b) => a - b)).toEqual([...new Set(panLengths)]);
  expect(panLengths.every((length) => length >= 10 && length <= 19)).toBe(true);
  for (const text of [name, product]) if (text !== null) expectPrintable(text);
}

/** Another way of saying what a text may be than the one that cleans it. */
function expectPrintable(text: string): void {
  const characters = Array.from(text);
  expect(characters.length).toBeGreaterThan(0);
  expect(characters.length).toBeLessThanOrEqual(200);
  expect(text).toBe(text.trim());
  const runs = text.split(/\p{L}/u).map((run) => run.replace(/\P{Nd}/gu, ''));
  expect(runs.every((run) => Array.from(run).length < 12)).toBe(true);
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text.isWellFormed()).toBe(true);
}
