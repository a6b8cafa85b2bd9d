import type { Importer, Layout, RowReader, SkipReason } from './importer.js';
import { type ClaimedRow, RowClaims } from './row-claims.js';

/** A published list whose columns and their order do not change. */
export interface FixedColumns extends Omit<Importer, 'layout' | 'recognizes' | 'rowReader'> {
  readonly delimiter: (Layout & { kind: 'csv' })['delimiter'];
  readonly columns: readonly string[];
  /** Reads a row that has as many cells as there are columns. */
  readonly readRow: (cells: readonly string[], claims: RowClaims) => ClaimedRow | SkipReason;
}

export function fixedColumnsImporter({ delimiter, columns, readRow, ...facts }: FixedColumns): Importer {
  return {
    ...facts,
    layout: { kind: 'csv', delimiter },
    recognizes: (header) => header.length === columns.length && header.every((cell, at) => cell.trim() === columns[at]),
    rowReader: (_header, scope): RowReader => {
      const claims = new RowClaims(scope);
      return (cells) => {
        if (cells.length !== columns.length) return { skipped: 'wrong_cell_count' };
        return claims.settle(readRow(cells, claims));
      };
    },
  };
}
