/** Reads the reviewed tables of `data/` into values. Checks shape only; what they say is checked by the builder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { AccountRange, CheckDigitRule, Confidence, RangeStatus } from '../src/core/account-range.js';
import type { Brand } from '../src/core/brand.js';
import type { TableSource } from '../src/core/table-source.js';

type Row = Record<string, string>;

export const DATA_FOLDER = join(import.meta.dirname, '..', 'data');

export function readTableSource(folder = DATA_FOLDER): TableSource {
  const rows = (file: string, columns: readonly string[]): Row[] => readRows(join(folder, file), columns);
  return {
    released: readFileSync(join(folder, 'released.txt'), 'utf8').trim(),
    brands: rows('brands.csv', ['id', 'name', 'cvv_name', 'cvv_lengths', 'grouping', 'source']).map(toBrand),
    ranges: rows('account-ranges.csv', RANGE_COLUMNS).map(toRange),
    disputes: rows('disputes.csv', ['low', 'high', 'brands', 'decided_by', 'reason', 'sources']).map((row) => ({
      low: cell(row, 'low'),
      high: cell(row, 'high'),
      brandIds: words(row, 'brands'),
      decidedBy: optional(row, 'decided_by'),
      reason: cell(row, 'reason'),
      sources: words(row, 'sources'),
    })),
    sources: rows('sources.csv', ['id', 'title', 'locator', 'read_on']).map((row) => ({
      id: cell(row, 'id'),
      title: cell(row, 'title'),
      locator: cell(row, 'locator'),
      readOn: cell(row, 'read_on'),
    })),
    testCards: rows('test-cards.csv', ['pan', 'brand', 'publisher', 'source']).map((row) => ({
      pan: cell(row, 'pan'),
      brandId: optional(row, 'brand'),
      publisher: cell(row, 'publisher'),
    })),
  };
}

const RANGE_COLUMNS = [
  ...['brand', 'low', 'high', 'pan_lengths', 'check_digit', 'status', 'confidence', 'product', 'countries'],
  ...['co_badged_with', 'length_split_with', 'accepted_on', 'sources', 'note'],
];

function toBrand(row: Row): Brand {
  const name = optional(row, 'cvv_name');
  const lengths = words(row, 'cvv_lengths').map(Number);
  return {
    id: cell(row, 'id'),
    name: cell(row, 'name'),
    cvv: name === null && lengths.length === 0 ? null : { name, lengths },
    grouping: new Map(words(row, 'grouping').map(toGrouping)),
    source: cell(row, 'source'),
  };
}

/** `15:4-6-5` */
function toGrouping(word: string): [number, readonly number[]] {
  const [length = '', groups = ''] = word.split(':');
  return [Number(length), groups.split('-').map(Number)];
}

function toRange(row: Row): Omit<AccountRange, 'id'> {
  return {
    brandId: cell(row, 'brand'),
    low: cell(row, 'low'),
    high: cell(row, 'high'),
    panLengths: words(row, 'pan_lengths').map(Number),
    checkDigit: cell(row, 'check_digit') as CheckDigitRule,
    status: cell(row, 'status') as RangeStatus,
    confidence: cell(row, 'confidence') as Confidence,
    product: optional(row, 'product'),
    countries: words(row, 'countries'),
    coBadgedWith: words(row, 'co_badged_with'),
    lengthSplitWith: words(row, 'length_split_with'),
    acceptedOn: words(row, 'accepted_on').map(toAcceptance),
    sources: words(row, 'sources'),
    note: optional(row, 'note'),
  };
}

/** `discover@US/CA/MX`, or a bare id where no region is named. */
function toAcceptance(word: string): AccountRange['acceptedOn'][number] {
  const [networkId = '', regions] = word.split('@');
  return { networkId, regions: regions?.split('/') ?? [] };
}

function readRows(path: string, columns: readonly string[]): Row[] {
  return parse<Row>(readFileSync(path), {
    columns: (header: string[]) => {
      if (header.join() !== columns.join()) throw new Error(`${path}: the header must be ${columns.join()}`);
      return header;
    },
  });
}

function cell(row: Row, column: string): string {
  return row[column] ?? '';
}

function optional(row: Row, column: string): string | null {
  return cell(row, column) || null;
}

function words(row: Row, column: string): string[] {
  return cell(row, column).split(' ').filter(Boolean);
}
