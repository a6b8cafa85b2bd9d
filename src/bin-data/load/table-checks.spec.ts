import { describe, expect, test } from '@jest/globals';
import { issuerFile, issuerRecord, issuerTableOf } from '../../../test/support/issuer-rows.js';
import type { ImportedIssuerFile, IssuerRecord } from '../../core/issuers/issuer-record.js';
import { IssuerDataError } from '../issuer-data-error.js';
import { checkIssuerTable } from './table-checks.js';

function faultOf(row: Partial<IssuerRecord>, file: Partial<ImportedIssuerFile> = {}): string {
  try {
    checkIssuerTable(issuerTableOf([issuerFile('a-file', [issuerRecord('41', '41', row)], file)]));
    return 'none';
  } catch (error) {
    return error instanceof IssuerDataError ? error.fault : 'another';
  }
}

describe('a compiled table whose checksum is right', () => {
  test('is taken when an importer could have written it', () => {
    expect(faultOf({ name: 'KB국민카드 1588-1688', panLengths: [16, 19], brandId: 'visa' })).toBe('none');
    expect(faultOf({}, { version: '2026-04-28', countries: ['KR'], notes: [{ reason: 'text_cut', count: 1 }] })).toBe(
      'none',
    );
  });

  test.each<[string, Partial<IssuerRecord>]>([
    ['a country that is none', { country: 'ZZ' }],
    ['what may be a card number for a name', { name: '4111 1111-1111 1111' }],
    ['what a terminal obeys', { product: '\u001b[2J' }],
    ['a text that turns its direction', { name: 'abc\u202edef' }],
    ['a text without end', { name: 'x'.repeat(501) }],
    ['a brand that is no id', { brandId: 'Visa Inc.' }],
  ])('is refused with %s', (_what, row) => {
    expect(faultOf(row)).toBe('corrupt');
  });

  test.each<[string, Partial<ImportedIssuerFile>]>([
    ['counts that no door can say', { rowsRead: 2 ** 31 }],
    ['a reason in words of its own', { skipped: [{ reason: 'So what?', count: 1 }] }],
    ['a format in words of its own', { format: 'A format' }],
    ['what may be a card number for a title', { title: 'Table 4111111111111111' }],
    ['a checksum that is none', { sha256: 'none' }],
    ['an id that is none', { id: 'A file' }],
    ['a country that is none', { countries: ['Korea'] }],
  ])('is refused with a file that has %s', (_what, file) => {
    expect(faultOf({}, file)).toBe('corrupt');
  });
});
