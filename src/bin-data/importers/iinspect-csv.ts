import { IssuerDataError } from '../issuer-data-error.js';
import type { Importer, RowReader } from './importer.js';
import { OWN_COLUMNS, readOwnRow } from './own-row.js';
import { panLengthsOf } from './pan-length-claim.js';
import { RowClaims } from './row-claims.js';

const KNOWN: ReadonlySet<string> = new Set(OWN_COLUMNS);

/** Our own format: a header with `low` and any of the other columns, in any order. `docs/issuer-data.md` describes it. */
export const iinspectCsv: Importer = {
  format: 'iinspect-csv',
  title: null,
  countries: [],
  licence: null,
  rank: 1,
  layout: { kind: 'csv', delimiter: ',' },
  columns: OWN_COLUMNS,
  recognizes: hasLow,
  admits: hasLow,
  rowReader: (header, scope): RowReader => {
    const columns = header.map((cell) => cell.trim());
    refuseOddColumns(columns);
    const places = new Map(columns.map((column, at) => [column, at]));
    const claims = new RowClaims(scope);
    return (cells) => {
      if (cells.length !== columns.length) return { skipped: 'wrong_cell_count' };
      const cell = (column: (typeof OWN_COLUMNS)[number]): string => cells[places.get(column) ?? -1] ?? '';
      const row = {
        low: cell('low'),
        high: cell('high'),
        issuer: cell('issuer'),
        country: cell('country'),
        funding: cell('funding'),
        product: cell('product'),
        segment: cell('segment'),
        brand: cell('brand'),
        panLengths: panLengthsOf(cell('pan_lengths')),
      };
      return claims.settle(readOwnRow(row, claims));
    };
  },
};

function hasLow(header: readonly string[]): boolean {
  return header.some((cell) => cell.trim() === 'low');
}

function refuseOddColumns(columns: readonly string[]): void {
  const unknown = columns.findIndex((column) => !KNOWN.has(column));
  const repeated = columns.findIndex((column, at) => columns.indexOf(column) !== at);
  if (unknown < 0 && repeated < 0) return;
  const fault = unknown < 0 ? `Column ${repeated + 1} repeats another one.` : `Column ${unknown + 1} is none of ours.`;
  throw new IssuerDataError('malformed', { line: 1, hint: `${fault} The columns are ${OWN_COLUMNS.join(', ')}.` });
}
