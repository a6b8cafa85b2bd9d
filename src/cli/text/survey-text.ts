import type { IssuerTable } from '../../core/issuers/issuer-table.js';
import { countryName } from './countries.js';
import type { HiddenRows } from '../hidden-rows.js';
import { COVERAGES, type IssuerSurvey } from '../issuer-survey.js';
import { count, counted, share } from './quantities.js';
import { printable } from '../quotable.js';
import { rangeText } from './ranges.js';
import { alignRows } from './table.js';
import { tableLines } from './table-facts.js';

const COUNTRIES_SHOWN_MAX = 15;
const RANGES_SHOWN_MAX = 20;

export interface Surveyed {
  readonly table: IssuerTable;
  readonly survey: IssuerSurvey;
  readonly hidden: readonly HiddenRows[] | null;
}

export function surveyLines({ table, survey, hidden }: Surveyed, all: boolean): readonly string[] {
  const limit = all ? Infinity : undefined;
  return [
    ...tableLines(table, survey),
    '',
    'Sources, by rank',
    ...sourceLines(table),
    '',
    `Countries, by prefixes of 6 digits: ${count(survey.countries.length)}`,
    ...countryLines(survey, limit ?? COUNTRIES_SHOWN_MAX),
    '',
    `What is said of the ${counted(survey.prefixes, 'prefix', 'prefixes')}`,
    ...coverageLines(survey),
    '',
    ...ambiguousLines(survey, limit ?? RANGES_SHOWN_MAX),
    '',
    ...hiddenLines(hidden),
  ];
}

function sourceLines({ files }: IssuerTable): readonly string[] {
  const rows = [...files]
    .sort((a, b) => a.rank - b.rank)
    .map(({ rank, id, title, rowsKept, licence }) =>
      [String(rank), id, title, count(rowsKept), licence ?? 'no licence stated'].map(printable),
    );
  return alignRows(rows, { align: ['right', 'left', 'left', 'right', 'left'] });
}

function countryLines({ countries, prefixes }: IssuerSurvey, limit: number): readonly string[] {
  const rows = countries
    .slice(0, limit)
    .map(({ country, prefixes: some }) => [
      country ?? '??',
      country === null ? 'no country named' : countryName(country, 'en'),
      count(some),
      share(some, prefixes),
    ]);
  const lines = alignRows(rows, { align: ['left', 'left', 'right', 'right'] });
  return withRest(lines, countries.length);
}

function coverageLines({ coverage, prefixes }: IssuerSurvey): readonly string[] {
  const rows = COVERAGES.map((key) => [COVERAGE_LABELS[key], count(coverage[key]), share(coverage[key], prefixes)]);
  return alignRows(rows, { align: ['left', 'right', 'right'] });
}

const COVERAGE_LABELS: Readonly<Record<(typeof COVERAGES)[number], string>> = {
  issuer: 'name of the issuer',
  country: 'country',
  funding: 'funding',
  segment: 'segment',
  product: 'product',
  brand: 'brand',
  panLengths: 'PAN lengths',
};

function ambiguousLines({ ambiguous: { prefixes, ranges } }: IssuerSurvey, limit: number): readonly string[] {
  if (ranges.length === 0) return ['No prefix is ambiguous: nowhere do several countries answer.'];
  const rows = ranges
    .slice(0, limit)
    .map((range) => [
      rangeText(range),
      range.countries.map((country) => country ?? '??').join(' '),
      printable(range.sources.join(', ')),
    ]);
  const title = `Ambiguous, several countries answer: ${counted(prefixes, 'prefix', 'prefixes')} in ${counted(ranges.length, 'range')}`;
  return [title, ...withRest(alignRows(rows, { align: ['left', 'left', 'left'] }), ranges.length)];
}

function hiddenLines(hidden: readonly HiddenRows[] | null): readonly string[] {
  if (hidden === null) return ['Rows that answer for no number: an artifact does not keep them, its files do.'];
  const rows = hidden.map(({ id, rowsHidden, rowsKept }) => [id, count(rowsHidden), share(rowsHidden, rowsKept)]);
  return [
    'Rows that answer for no number: other rows come first wherever they could',
    ...alignRows(rows, { align: ['left', 'right', 'right'] }),
  ];
}

function withRest(lines: readonly string[], total: number): readonly string[] {
  const left = total - lines.length;
  return left > 0 ? [...lines, `  … and ${count(left)} more (--all shows them)`] : lines;
}
