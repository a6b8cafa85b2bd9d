import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { brandRow, rangeRow, sha256, tableOf, tableSource, type RangeRow } from '../../test/support/table-rows.js';
import { askNumber, askPrefix } from './iin-answer.js';
import { buildIinTable, TableSourceError } from './iin-table-builder.js';
import { IinTable } from './iin-table.js';
import { ArtifactError } from './section-buffer.js';
import type { TableSource } from './table-source.js';

const FULL: TableSource = tableSource(
  [
    rangeRow('one', '4', '4', { panLengths: [13, 16, 19], note: 'Ünïcode — 카드' }),
    rangeRow('two', '40000000000', '40000000009', {
      product: 'Gold',
      countries: ['KR', 'US'],
      coBadgedWith: ['one'],
      lengthSplitWith: ['one'],
      acceptedOn: [
        { networkId: 'one', regions: ['US', 'CA'] },
        { networkId: 'two', regions: [] },
      ],
      checkDigit: 'luhn_or_mod11',
      confidence: 'medium',
    }),
    rangeRow('one', '00', '09', { status: 'closed', confidence: 'low', checkDigit: 'none' }),
  ],
  {
    brands: [
      brandRow('one', { cvv: null }),
      brandRow('two', { cvv: { name: null, lengths: [0] }, grouping: new Map([[15, [4, 6, 5]]]) }),
    ],
    disputes: [
      { low: '40', high: '41', brandIds: ['one', 'two'], decidedBy: null, reason: 'Because.', sources: ['a-source'] },
    ],
    testCards: [{ pan: '4111111111111111', brandId: null, publisher: 'Somebody' }],
  },
);

const reversed = (source: TableSource): TableSource => ({
  ...source,
  brands: source.brands.toReversed(),
  ranges: source.ranges.toReversed(),
  disputes: source.disputes.toReversed(),
});

describe('a compiled table', () => {
  test('gives back every row it was built from', () => {
    const table = IinTable.open(buildIinTable(FULL, sha256));
    const byLow = (rows: readonly RangeRow[]): readonly RangeRow[] => rows.toSorted((a, b) => (a.low < b.low ? -1 : 1));
    expect(byLow(table.ranges.map(({ id: _, ...row }) => row))).toEqual(byLow(FULL.ranges));
    expect(table.brands).toEqual(FULL.brands);
    expect(table.disputes).toEqual(FULL.disputes);
    expect(table.sources).toEqual(FULL.sources);
    expect(table.testCards).toEqual(FULL.testCards);
    expect(table.version).toBe(`2026-01-02-${table.sha256.slice(0, 8)}`);
  });

  test('numbers its ranges most specific first', () => {
    expect(tableOf(FULL.ranges).ranges.map(({ low }) => low)).toEqual(['40000000000', '4', '00']);
  });

  test('is the same bytes whatever the order of the rows, and other bytes for other rows', () => {
    const bytes = (source: TableSource): string => Buffer.from(buildIinTable(source, sha256)).toString('base64');
    expect(bytes(reversed(FULL))).toBe(bytes(FULL));
    expect(bytes({ ...FULL, released: '2026-01-03' })).not.toBe(bytes(FULL));
  });

  test('is refused when a single mistake is in it, with all mistakes listed', () => {
    const source = tableSource([rangeRow('one', '5', '4'), rangeRow('one', '6', '6', { sources: [] })]);
    const mistakes = ((): readonly string[] => {
      try {
        buildIinTable(source, sha256);
        return [];
      } catch (error) {
        return error instanceof TableSourceError ? error.mistakes : [];
      }
    })();
    expect(mistakes).toEqual(['one 5..4: low is above high.', 'one 6..6 has no source.']);
  });

  test('is refused when a brand that should decide is hidden everywhere', () => {
    const source = tableSource([
      rangeRow('hidden', '4'),
      ...'0123456789'.split('').map((digit) => rangeRow('narrow', `4${digit}`)),
    ]);
    expect(() => buildIinTable(source, sha256)).toThrow('hidden has deciding ranges, but wins nowhere');
  });

  test('knows its own test cards, and no others', () => {
    const table = IinTable.open(buildIinTable(FULL, sha256));
    expect(table.findTestCard('4111111111111111')?.publisher).toBe('Somebody');
    expect(table.findTestCard('5555555555554444')).toBeNull();
  });

  test('does not answer for a brand or source it does not hold', () => {
    const table = tableOf([rangeRow('one', '4')]);
    expect(table.findBrand('two')).toBeNull();
    expect(() => table.getBrand('two')).toThrow(ArtifactError);
    expect(() => table.getSource('b-source')).toThrow(ArtifactError);
  });
});

const DEPTH = 3;
const row: fc.Arbitrary<RangeRow> = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c'),
    fc.integer({ min: 1, max: DEPTH }),
    fc.nat(),
    fc.nat(),
    fc.constantFrom([16], [19], [16, 19]),
  )
  .map(([brand, width, x, y, panLengths]) => {
    const [low, high] = [x, y].map((seed) => String(seed % 10 ** width).padStart(width, '0')).toSorted();
    const others = ['a', 'b', 'c'].filter((id) => id !== brand);
    return rangeRow(brand, low!, high, { panLengths, lengthSplitWith: brand === 'a' ? others : [] });
  });

describe('how many digits decide', () => {
  /** The twin: tries every continuation of the prefix and compares what each of them answers. */
  function bruteForce(table: IinTable, prefix: string): { decided: boolean; brand: string | null; digits: number } {
    const answer = (digits: string): string =>
      [16, 19].map((length) => winnerText(table, digits.padEnd(length, '0'), length)).join('/');
    const after = (start: string, count: number): string[] =>
      count === 0 ? [start] : '0123456789'.split('').flatMap((digit) => after(start + digit, count - 1));
    const settledAfter = (count: number): boolean =>
      after(prefix, count).every((start) => new Set(after(start, DEPTH - start.length).map(answer)).size === 1);
    const digits = [0, 1, 2, 3].find((count) => prefix.length + count > DEPTH || settledAfter(count))!;
    const brands = new Set(after(prefix, DEPTH - prefix.length).flatMap((whole) => brandsOf(answer(whole))));
    const brand = brands.size === 1 ? [...brands][0]! : null;
    return { decided: digits === 0 && brand !== null && brand !== '?', brand: brand === '?' ? null : brand, digits };
  }

  function winnerText(table: IinTable, digits: string, length: number): string {
    const { winner } = askNumber(table, digits);
    return winner === null ? '?' : winner.panLengths.includes(length) ? winner.brandId : `-${winner.brandId}`;
  }

  /** A length nobody allows says nothing about the brand; a prefix nobody claims says "unknown". */
  function brandsOf(answer: string): string[] {
    const [short = '', long = ''] = answer.split('/');
    return [short, long].filter((brand) => !brand.startsWith('-'));
  }

  test('is what trying all continuations gives', () => {
    const met = { decided: 0, later: 0, never: 0 };
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.nat(999),
        fc.integer({ min: 1, max: DEPTH }),
        (rows, seed, length) => {
          const table = tryTable(rows);
          fc.pre(table !== null);
          const prefix = String(seed).padStart(DEPTH, '0').slice(0, length);
          const expected = bruteForce(table, prefix);
          const { decided, digitsToDecide, brand } = askPrefix(table, prefix);
          expect({ decided, brand: brand?.id ?? null, digits: digitsToDecide ?? 0 }).toEqual(expected);
          expect(digitsToDecide === null).toBe(expected.digits === 0 && !expected.decided);
          met.decided += Number(decided);
          met.later += Number((digitsToDecide ?? 0) > 0);
          met.never += Number(digitsToDecide === null);
        },
      ),
      { numRuns: 300 },
    );
    for (const [kind, times] of Object.entries(met)) expect({ kind, often: times > 5 }).toEqual({ kind, often: true });
  });

  /** Random rows may tie or hide each other; such tables are refused, as they should be. */
  function tryTable(rows: readonly RangeRow[]): IinTable | null {
    try {
      return tableOf(rows, {
        brands: ['a', 'b', 'c'].filter((id) => rows.some(({ brandId }) => brandId === id)).map((id) => brandRow(id)),
      });
    } catch (error) {
      if (error instanceof TableSourceError) return null;
      throw error;
    }
  }
});
