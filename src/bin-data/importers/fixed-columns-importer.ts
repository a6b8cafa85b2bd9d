import type { Importer, Layout, RowReader, SkipReason } from './importer.js';
import { type ClaimedRow, RowClaims } from './row-claims.js';

/** A published list. It is recognised by its columns in their order; one that is declared may have more, and in another order. */
export interface FixedColumns extends Omit<Importer, 'layout' | 'recognizes' | 'admits' | 'rowReader'> {
  readonly delimiter: (Layout & { kind: 'csv' })['delimiter'];
  readonly columns: readonly string[];
  /** Reads a row whose cells stand in the order of the columns. */
  readonly readRow: (cells: readonly string[], claims: RowClaims) => ClaimedRow | SkipReason;
}

export function fixedColumnsImporter({ delimiter, columns, readRow, ...facts }: FixedColumns): Importer {
  return {
    ...facts,
    layout: { kind: 'csv', delimiter },
    recognizes: (header) => header.length === columns.length && header.every((cell, at) => cell.trim() === columns[at]),
    admits: (header) => placesOf(columns, header).every((place) => place >= 0),
    columns,
    rowReader: (header, scope): RowReader => {
      const claims = new RowClaims(scope);
      const places = placesOf(columns, header);
      const isInOrder = header.length === columns.length && places.every((place, at) => place === at);
      return (cells) => {
        if (cells.length !== header.length) return { skipped: 'wrong_cell_count' };
        const own = isInOrder ? cells : places.map((place) => cells[place] ?? '');
        return claims.settle(readRow(own, claims));
      };
    },
  };
}

function placesOf(columns: readonly string[], header: readonly string[]): readonly number[] {
  const names = header.map((cell) => cell.trim());
  return columns.map((column) => names.indexOf(column));
}
