import type { ImportedIssuerFile, IssuerRecord } from '../../src/core/issuers/issuer-record.js';
import { buildIssuerTable } from '../../src/core/issuers/issuer-table-builder.js';
import { IssuerTable } from '../../src/core/issuers/issuer-table.js';
import { sha256 } from './table-rows.js';

/** Small, sound rows and files for tests to bend. */
export function issuerRecord(low: string, high = low, changes: Partial<IssuerRecord> = {}): IssuerRecord {
  return {
    low,
    high,
    name: 'An issuer',
    country: 'KR',
    funding: 'credit',
    product: null,
    segment: 'unknown',
    brandId: null,
    panLengths: [],
    ...changes,
  };
}

export function issuerFile(
  id: string,
  records: readonly IssuerRecord[],
  changes: Partial<ImportedIssuerFile> = {},
): ImportedIssuerFile {
  return {
    id,
    title: `File ${id}`,
    format: 'a-format',
    version: null,
    licence: null,
    locator: null,
    countries: [],
    rank: 1,
    sha256: 'a'.repeat(64),
    rowsRead: records.length,
    rowsKept: records.length,
    skipped: [],
    notes: [],
    ...changes,
    records,
  };
}

export const BUILT_AT = '2026-11-22T00:00:00Z';

export function issuerTableOf(files: readonly ImportedIssuerFile[], builtAt = BUILT_AT): IssuerTable {
  return IssuerTable.open(buildIssuerTable({ builtAt, files }, sha256));
}
