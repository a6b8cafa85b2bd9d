import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { IssuerRecord } from '../../core/issuers/issuer-record.js';
import { importText } from '../../../test/bin-data/import-text.js';
import { IMPORTERS } from './importer-list.js';
import { ROW_NOTES, SKIP_REASONS } from './importer.js';

const FIXTURES = join(import.meta.dirname, '../../../test/bin-data/fixtures');
const LONG_TEXT = 'LONG '.repeat(40).trimEnd();

/** What each fixture holds; `skipped` is reason → how many, first line. */
const EXPECTED = [
  {
    fixture: 'bin-cc.csv',
    format: 'bin-cc',
    rowsRead: 15,
    records: [
      record('370101', {
        country: 'AE',
        funding: 'charge',
        product: 'CORPORATE',
        segment: 'commercial',
        brandId: 'american_express',
      }),
      record('500101', { name: 'EXAMPLE BANK, N.A.', funding: 'prepaid', product: 'GIFT', brandId: 'maestro' }),
      record('400113', {
        name: 'Banco Río Ejemplo',
        funding: 'credit',
        product: 'CONSUMER CARD',
        segment: 'consumer',
        brandId: 'visa',
      }),
      record('600124', { country: 'US' }),
      record('400114', { country: 'US', funding: 'credit', brandId: 'visa' }),
      record('400115', { name: LONG_TEXT, country: 'US', funding: 'credit', brandId: 'visa' }),
      record('400113', { country: 'BR', funding: 'credit', brandId: 'elo' }),
    ],
    skipped: {
      contradicts_earlier_row: [1, 9],
      duplicate: [1, 8],
      nothing_said: [1, 11],
      prefix_missing: [1, 12],
      prefix_not_digits: [1, 13],
      prefix_of_other_width: [1, 15],
      prefix_too_long: [1, 14],
      wrong_cell_count: [1, 16],
    },
    notes: {
      brand_not_ours: 1,
      country_not_iso: 1,
      funding_not_known: 1,
      several_countries: 1,
      text_cut: 1,
      text_dropped: 1,
    },
  },
  {
    fixture: 'bin-list-data.csv',
    format: 'bin-list-data',
    rowsRead: 15,
    records: [
      record('034000', { country: 'IT', funding: 'debit' }),
      record('356001', {
        name: 'EXAMPLE BANK, LTD.',
        country: 'IN',
        funding: 'prepaid',
        product: 'PREPAID CORPORATE T&E',
        segment: 'commercial',
        brandId: 'jcb',
      }),
      record('100101', { country: 'IN', funding: 'debit', product: 'PERSONAL', segment: 'consumer' }),
      record('400102', {
        name: 'EXAMPLE BANK',
        country: 'GB',
        funding: 'debit',
        product: 'WORLD BUSINESS',
        segment: 'commercial',
        brandId: 'visa',
      }),
      record('400103', { brandId: 'visa' }),
      record('400104', { name: LONG_TEXT, country: 'US', funding: 'credit', brandId: 'visa' }),
      record('400105', { country: 'US', funding: 'credit', brandId: 'visa' }),
    ],
    skipped: {
      contradicts_earlier_row: [1, 10],
      duplicate: [1, 9],
      nothing_said: [1, 15],
      prefix_missing: [1, 14],
      prefix_not_digits: [1, 12],
      prefix_of_other_width: [1, 11],
      prefix_too_long: [1, 13],
      wrong_cell_count: [1, 16],
    },
    notes: {
      brand_local: 1,
      brand_not_ours: 1,
      country_not_iso: 1,
      funding_not_known: 1,
      leading_zeros_restored: 1,
      text_cut: 1,
      text_dropped: 1,
    },
  },
  {
    fixture: 'binlist-data.csv',
    format: 'binlist-data',
    rowsRead: 16,
    records: [
      record('400101', {
        name: 'Testbanken',
        country: 'DK',
        funding: 'debit',
        product: 'Visa/Dankort',
        brandId: 'visa',
        panLengths: [16],
      }),
      record('340012-340019', {
        name: 'EXAMPLE EXPRESS',
        country: 'US',
        funding: 'credit',
        brandId: 'american_express',
      }),
      record('51000100-51000199', {
        name: 'Example, Ltd.',
        country: 'GB',
        funding: 'prepaid',
        product: 'Example Gold',
        brandId: 'mastercard',
      }),
      record('600123', { funding: 'debit' }),
      record('620001', { country: 'CN', brandId: 'unionpay' }),
      record('620002', { name: LONG_TEXT, country: 'CN', brandId: 'unionpay' }),
    ],
    skipped: {
      bounds_differ_in_width: [1, 10],
      bounds_reversed: [1, 11],
      contradicts_earlier_row: [1, 9],
      duplicate: [1, 8],
      nothing_said: [1, 16],
      prefix_missing: [1, 12],
      prefix_not_digits: [1, 13],
      prefix_of_other_width: [1, 15],
      prefix_too_long: [1, 14],
      wrong_cell_count: [1, 17],
    },
    notes: {
      brand_not_ours: 1,
      country_not_iso: 1,
      funding_not_known: 1,
      pan_length_not_possible: 1,
      text_cut: 1,
      text_dropped: 1,
    },
  },
  {
    fixture: 'cn-bankcard.csv',
    format: 'cn-bankcard',
    rowsRead: 16,
    records: [
      record('90', { name: 'ABCD', country: 'CN', funding: 'debit', panLengths: [19] }),
      record('6200019999', { name: 'ABCD', country: 'CN', funding: 'credit', panLengths: [16] }),
      record('620003', { name: 'EFGH', country: 'CN', funding: 'credit', panLengths: [18] }),
      record('620004', { name: 'EFGH', country: 'CN', funding: 'prepaid', panLengths: [17] }),
      record('620005', { name: 'EFGH', country: 'CN' }),
      record('620006', { country: 'CN', funding: 'debit', panLengths: [19] }),
      record('620007', { name: 'AB'.repeat(100), country: 'CN', funding: 'debit', panLengths: [19] }),
      record('90', { name: 'EFGH', country: 'CN', funding: 'credit', panLengths: [16] }),
    ],
    skipped: {
      contradicts_earlier_row: [1, 10],
      duplicate: [1, 9],
      prefix_missing: [1, 11],
      prefix_not_digits: [1, 12],
      prefix_of_other_width: [2, 14],
      prefix_too_long: [1, 13],
      wrong_cell_count: [1, 16],
    },
    notes: { funding_not_known: 1, pan_length_not_possible: 1, text_cut: 1, text_dropped: 1 },
  },
  {
    fixture: 'eftpos-au.csv',
    format: 'eftpos-au',
    rowsRead: 10,
    records: [
      record('400109', { country: 'AU', funding: 'debit', product: 'eftpos' }),
      record('40010900', { country: 'AU', funding: 'prepaid', product: 'eftpos' }),
      record('400110', { country: 'AU', product: 'eftpos' }),
    ],
    skipped: {
      contradicts_earlier_row: [1, 6],
      duplicate: [1, 5],
      prefix_missing: [1, 7],
      prefix_not_digits: [1, 8],
      prefix_of_other_width: [1, 10],
      prefix_too_long: [1, 9],
      wrong_cell_count: [1, 11],
    },
    notes: { funding_not_known: 1 },
  },
  {
    fixture: 'iinspect.csv',
    format: 'iinspect-csv',
    rowsRead: 21,
    records: [
      record('40012', {
        name: 'Example Bank',
        country: 'KR',
        funding: 'debit',
        product: 'Example Check',
        segment: 'consumer',
        brandId: 'visa',
        panLengths: [16],
      }),
      record('0620001-0620009', {
        name: 'Other Bank',
        country: 'CN',
        funding: 'credit',
        segment: 'commercial',
        brandId: 'unionpay',
        panLengths: [16, 17, 18, 19],
      }),
      record('12345678901-12345678909', { name: 'Deep Bank' }),
      record('7', { country: 'KR' }),
      record('500201', { name: 'A "quoted", name', funding: 'prepaid', panLengths: [13, 19] }),
      record('500202', { funding: 'charge' }),
      record('500203', { name: LONG_TEXT }),
    ],
    skipped: {
      bounds_differ_in_width: [1, 18],
      bounds_reversed: [1, 17],
      brand_not_ours: [1, 14],
      contradicts_earlier_row: [1, 10],
      country_not_iso: [1, 15],
      duplicate: [1, 9],
      funding_not_known: [1, 12],
      nothing_said: [1, 11],
      pan_length_not_possible: [1, 16],
      prefix_missing: [1, 19],
      prefix_not_digits: [1, 20],
      prefix_too_long: [1, 21],
      segment_not_known: [1, 13],
      wrong_cell_count: [1, 22],
    },
    notes: { text_cut: 1, text_dropped: 1 },
  },
  {
    fixture: 'iinspect.ndjson',
    format: 'iinspect-ndjson',
    rowsRead: 23,
    records: [
      record('40012', {
        name: 'Example Bank',
        country: 'KR',
        funding: 'debit',
        product: 'Example Check',
        segment: 'consumer',
        brandId: 'visa',
        panLengths: [16],
      }),
      record('0620001-0620009', {
        name: 'Other Bank',
        country: 'CN',
        funding: 'credit',
        segment: 'commercial',
        brandId: 'unionpay',
        panLengths: [16, 19],
      }),
      record('7', { country: 'KR' }),
      record('500202', { funding: 'charge' }),
      record('500203', { name: LONG_TEXT }),
    ],
    skipped: {
      bounds_differ_in_width: [1, 16],
      bounds_reversed: [1, 15],
      brand_not_ours: [1, 12],
      contradicts_earlier_row: [1, 8],
      country_not_iso: [1, 13],
      duplicate: [1, 7],
      funding_not_known: [1, 10],
      not_json: [2, 23],
      nothing_said: [1, 9],
      pan_length_not_possible: [1, 14],
      prefix_missing: [1, 17],
      prefix_not_digits: [1, 18],
      prefix_too_long: [1, 19],
      segment_not_known: [1, 11],
      unknown_key: [1, 22],
      value_of_wrong_type: [2, 20],
    },
    notes: { text_cut: 1, text_dropped: 1 },
  },
  {
    fixture: 'kicc-korea.csv',
    format: 'kicc-korea',
    rowsRead: 15,
    records: [
      record('209901', {
        name: '보기카드',
        country: 'KR',
        funding: 'credit',
        product: '보기카드',
        segment: 'consumer',
      }),
      record('45990199', {
        name: '보기카드',
        country: 'KR',
        funding: 'debit',
        product: '보기법인카드',
        segment: 'commercial',
        brandId: 'visa',
      }),
      record('650001', {
        name: '예시은행',
        country: 'KR',
        funding: 'prepaid',
        product: '예시GIFT',
        segment: 'consumer',
        brandId: 'unionpay',
      }),
      record('370001', { name: '예시은행', country: 'KR', brandId: 'american_express' }),
      record('510001', {
        name: '예시은행',
        country: 'KR',
        funding: 'credit',
        product: '예시카드',
        segment: 'consumer',
      }),
      record('510002', {
        name: '예시은행',
        country: 'KR',
        funding: 'credit',
        segment: 'consumer',
        brandId: 'mastercard',
      }),
      record('510003', {
        name: '예시은행',
        country: 'KR',
        funding: 'credit',
        product: '가'.repeat(200),
        segment: 'consumer',
        brandId: 'mastercard',
      }),
    ],
    skipped: {
      contradicts_earlier_row: [1, 11],
      deleted_by_publisher: [1, 9],
      duplicate: [1, 10],
      prefix_missing: [1, 12],
      prefix_not_digits: [1, 13],
      prefix_of_other_width: [1, 15],
      prefix_too_long: [1, 14],
      wrong_cell_count: [1, 16],
    },
    notes: { brand_local: 1, brand_not_ours: 1, funding_not_known: 1, text_cut: 1, text_dropped: 1 },
  },
  {
    fixture: 'turkey-bin-list.csv',
    format: 'turkey-bin-list',
    rowsRead: 13,
    records: [
      record('979201', {
        name: 'ÖRNEK BANKASI, A.S.',
        country: 'TR',
        funding: 'prepaid',
        product: 'PREPAID RELOADABLE',
        brandId: 'troy',
      }),
      record('400106', {
        name: 'ÖRNEK BANKASI, A.S.',
        country: 'TR',
        funding: 'credit',
        product: 'SMALL BUSINESS',
        segment: 'commercial',
        brandId: 'visa',
      }),
      record('310401', { country: 'TR' }),
      record('500101', { country: 'TR', funding: 'debit' }),
      record('500102', { country: 'TR', brandId: 'maestro' }),
      record('500103', { name: LONG_TEXT, country: 'TR', funding: 'debit', brandId: 'maestro' }),
    ],
    skipped: {
      contradicts_earlier_row: [1, 9],
      duplicate: [1, 8],
      prefix_missing: [1, 10],
      prefix_not_digits: [1, 11],
      prefix_of_other_width: [1, 13],
      prefix_too_long: [1, 12],
      wrong_cell_count: [1, 14],
    },
    notes: { brand_local: 1, brand_not_ours: 1, funding_not_known: 1, text_cut: 1, text_dropped: 1 },
  },
] as const;

const LINE_ENDS = [
  ['LF', '\n'],
  ['CRLF', '\r\n'],
] as const;

describe.each(EXPECTED)('$fixture', ({ fixture, format, rowsRead, records, skipped, notes }) => {
  const text = readFileSync(join(FIXTURES, fixture), 'utf8');

  test.each(LINE_ENDS)('is read row by row, with lines that end in %s', async (_name, lineEnd) => {
    const { file, firstLines } = await importText(text.replaceAll('\n', lineEnd));
    expect(file.format).toBe(format);
    expect(file.records).toEqual(records);
    expect(Object.fromEntries(file.notes.map(({ reason, count }) => [reason, count]))).toEqual(notes);
    expect(
      Object.fromEntries(file.skipped.map(({ reason, count }) => [reason, [count, firstLines.get(reason as never)]])),
    ).toEqual(skipped);
    expect([file.rowsRead, file.rowsKept]).toEqual([rowsRead, records.length]);
  });

  test('is sorted by reason', async () => {
    const { file } = await importText(text);
    for (const counts of [file.skipped, file.notes]) {
      expect(counts.map(({ reason }) => reason)).toEqual(counts.map(({ reason }) => reason).sort());
    }
  });
});

describe('the fixtures', () => {
  test('show every format', () => {
    expect(EXPECTED.map(({ format }) => format).sort()).toEqual(IMPORTERS.map(({ format }) => format).sort());
  });

  test('show every reason but the one that needs a scope, and every note', () => {
    const reasons = new Set(EXPECTED.flatMap(({ skipped }) => Object.keys(skipped)));
    expect([...reasons].sort()).toEqual(SKIP_REASONS.filter((reason) => reason !== 'outside_scope').sort());
    const notes = new Set(EXPECTED.flatMap((expected) => Object.keys(expected.notes)));
    expect([...notes].sort()).toEqual([...ROW_NOTES].sort());
  });
});

/** @param bounds `low`, or `low-high`. */
function record(bounds: string, facts: Partial<IssuerRecord>): IssuerRecord {
  const [low = '', high = low] = bounds.split('-');
  return {
    ...{ low, high, name: null, country: null, funding: 'unknown', product: null },
    ...{ segment: 'unknown', brandId: null, panLengths: [] },
    ...facts,
  };
}
