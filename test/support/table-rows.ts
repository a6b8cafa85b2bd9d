import { createHash } from 'node:crypto';
import type { AccountRange } from '../../src/core/account-range.js';
import type { Brand } from '../../src/core/brand.js';
import { buildIinTable } from '../../src/core/iin-table-builder.js';
import { IinTable } from '../../src/core/iin-table.js';
import type { Sha256 } from '../../src/core/section-buffer.js';
import type { TableSource } from '../../src/core/table-source.js';

/** Small, sound rows for tests to bend. */
export type RangeRow = Omit<AccountRange, 'id'>;

export const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest();

export function rangeRow(brandId: string, low: string, high = low, changes: Partial<RangeRow> = {}): RangeRow {
  return {
    brandId,
    low,
    high,
    panLengths: [16],
    checkDigit: 'luhn',
    status: 'active',
    confidence: 'high',
    product: null,
    countries: [],
    coBadgedWith: [],
    lengthSplitWith: [],
    acceptedOn: [],
    sources: ['a-source'],
    note: null,
    ...changes,
  };
}

export function brandRow(id: string, changes: Partial<Brand> = {}): Brand {
  return {
    id,
    name: id.toUpperCase(),
    cvv: { name: 'CVV', lengths: [3] },
    grouping: new Map(),
    source: 'a-source',
    ...changes,
  };
}

/** Brands are made for whatever the ranges name. */
export function tableSource(ranges: readonly RangeRow[], changes: Partial<TableSource> = {}): TableSource {
  const named = ranges.map(({ brandId }) => brandId);
  return {
    released: '2026-01-02',
    brands: [...new Set(named)].map((id) => brandRow(id)),
    ranges,
    disputes: [],
    sources: [{ id: 'a-source', title: 'A source', locator: 'https://example.com/a', readOn: '2026-01-01' }],
    testCards: [],
    ...changes,
  };
}

export function tableOf(ranges: readonly RangeRow[], changes: Partial<TableSource> = {}): IinTable {
  return IinTable.open(buildIinTable(tableSource(ranges, changes), sha256));
}
