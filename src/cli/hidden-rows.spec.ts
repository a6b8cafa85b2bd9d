import { expect, test } from '@jest/globals';
import type { ImportedIssuerFile, IssuerRecord } from '../core/issuers/issuer-record.js';
import { countHiddenRows } from './hidden-rows.js';
import { shortestBounds } from '../core/account-range.js';
import { PrefixCounter } from '../core/issuers/prefix-counter.js';
import { rangeText } from './text/ranges.js';

function file(id: string, rank: number, rows: readonly (readonly [string, string, string?])[]): ImportedIssuerFile {
  const records = rows.map(([low, high, country = null]): IssuerRecord => ({
    ...{ low, high, country, name: id, funding: 'unknown', product: null },
    ...{ segment: 'unknown', brandId: null, panLengths: [] },
  }));
  return {
    ...{ id, title: id, format: 'iinspect-csv', version: null, licence: null, locator: null, countries: [], rank },
    ...{ sha256: '', rowsRead: rows.length, rowsKept: rows.length, skipped: [], notes: [], records },
  };
}

test('a row is hidden when others come first wherever it could answer', () => {
  const first = file('first', 1, [
    ['400000', '400009', 'KR'],
    ['400000', '400004', 'KR'],
    ['400005', '400009', 'KR'],
  ]);
  const second = file('second', 2, [
    ['400003', '400003', 'US'],
    ['400009', '400010', 'US'],
  ]);
  expect(countHiddenRows([second, first])).toEqual([
    { id: 'second', rowsKept: 2, rowsHidden: 1 },
    { id: 'first', rowsKept: 3, rowsHidden: 1 },
  ]);
});

test('ranges are written with the fewest digits that can', () => {
  expect(rangeText(shortestBounds(40_000_000_000, 50_000_000_000))).toBe('4');
  expect(rangeText(shortestBounds(45_395_700_000, 45_395_900_000))).toBe('453957-453958');
  expect(rangeText(shortestBounds(0, 1))).toBe('00000000000');
  expect(rangeText(shortestBounds(99_999_900_000, 100_000_000_000))).toBe('999999');
});

test('prefixes are counted once, whole or in part', () => {
  const counter = new PrefixCounter();
  counter.add(45_395_700_000, 45_395_700_010);
  counter.add(45_395_700_020, 45_395_800_001);
  counter.add(45_395_800_001, 45_396_000_000);
  counter.add(45_395_800_001, 45_395_900_000);
  expect(counter.count).toBe(3);
});
