import type { IssuerFile, RowCount } from '../../core/issuers/issuer-record.js';
import { count, counted, share } from './quantities.js';
import { printable } from '../quotable.js';
import { type Fact, labelled } from './table.js';

/** The first line skipped for each reason; an artifact does not remember. */
export type FirstLines = ReadonlyMap<string, number>;

/** What became of the rows of a file, for people. */
export function rowFacts(file: IssuerFile, firstLines: FirstLines): readonly Fact[] {
  const { rowsRead, rowsKept, skipped, notes } = file;
  const facts: Fact[] = [['rows', `${count(rowsRead)} read, ${count(rowsKept)} kept (${share(rowsKept, rowsRead)})`]];
  if (skipped.length > 0) facts.push(['skipped', reasons(skipped, firstLines)]);
  if (notes.length > 0) facts.push(['notes', reasons(notes, new Map())]);
  return facts;
}

/** Where a file comes from and how it is ranked. */
export function sourceFacts(file: IssuerFile): readonly Fact[] {
  const { title, format, version, licence, locator, countries, rank, sha256 } = file;
  const facts: (readonly [string, string | null])[] = [
    ['title', title],
    ['format', format],
    ['edition', version],
    ['licence', licence ?? 'none stated'],
    ['from', locator],
    ['countries', countries.length === 0 ? 'all' : countries.join(' ')],
    ['rank', String(rank)],
    ['sha256', sha256],
  ];
  return facts.flatMap(([label, value]): readonly Fact[] => (value === null ? [] : [[label, printable(value)]]));
}

export function fileLines(file: IssuerFile, firstLines: FirstLines = new Map()): readonly string[] {
  return labelled([...sourceFacts(file), ...rowFacts(file, firstLines)]);
}

/** Rows left out may be a mistake in the file: most frequent first, each with the line to look at. */
function reasons(counts: readonly RowCount[], firstLines: FirstLines): readonly string[] {
  return [...counts]
    .sort((a, b) => b.count - a.count)
    .map(({ reason, count: rows }) => {
      const line = firstLines.get(reason);
      const first = line === undefined ? '' : `, first in line ${String(line)}`;
      return `${counted(rows, 'row')}: ${reason}${first}`;
    });
}
