import type { IssuerTable } from '../../core/issuers/issuer-table.js';
import type { IssuerSurvey } from '../issuer-survey.js';
import { bytes, count, counted } from './quantities.js';
import { type Fact, labelled } from './table.js';

/** A compiled table in a few lines, the same in every command. */
export function tableLines(
  table: IssuerTable,
  { ambiguous }: Pick<IssuerSurvey, 'ambiguous'>,
  more: readonly Fact[] = [],
): readonly string[] {
  const { version, builtAt, rowCount, files, sha256 } = table;
  const size = table.bytes.byteLength;
  return labelled([
    ['version', version],
    ['built at', builtAt],
    ['files', files.map(({ title, rowsKept }) => `${title} (${counted(rowsKept, 'row')})`)],
    ['rows', count(rowCount)],
    ['prefixes', `${count(table.prefixCount())} of 6 digits have an answer`],
    ['ambiguous', `${count(ambiguous.prefixes)} of these: files name several countries`],
    ['size', `${bytes(size)}, ${(size / Math.max(rowCount, 1)).toFixed(1)} bytes per row`],
    ['sha256', sha256],
    ...more,
  ]);
}
