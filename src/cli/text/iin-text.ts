import { ISSUER_DIGITS_MIN } from '../../core/issuers/issuer-answer.js';
import { countryName } from './countries.js';
import type { Language, Localized } from '../../core/language.js';
import type { Candidate, IinReport, Issuer, Network } from '../../core/report.js';
import {
  CONFIDENCE_LABELS,
  FUNDING_LABELS,
  LABELS,
  leftOut,
  moreDigits,
  ROLE_LABELS,
  SEGMENT_LABELS,
  SEVERITY_LABELS,
  STATUS_LABELS,
} from './iin-labels.js';
import { printable } from '../quotable.js';
import { rangeText } from './ranges.js';
import { alignRows, labelled, paragraph } from './table.js';

/** Beyond these an answer is a list to search, not one to read. */
const CANDIDATES_WITH_SOURCE_MAX = 4;
const ISSUERS_SHOWN_MAX = 12;

type Say = (text: Localized) => string;

/** The answer about a prefix for people, in lines of 80 columns. `--json` is for programs. */
export function iinText(report: IinReport, language: Language, hasIssuerData: boolean): readonly string[] {
  const say: Say = (text) => text[language];
  const sections = [
    [`${say(LABELS.prefix)} ${report.prefix}`, '', ...labelled(factsOf(report, language, hasIssuerData))],
    section(
      say(LABELS.candidates),
      isPlain(report) || report.candidates.length === 0 ? [] : candidateLines(report.candidates, say),
    ),
    section(say(LABELS.issuerCandidates), report.issuer === null ? issuerLines(report.issuerCandidates, language) : []),
    section(say(LABELS.findings), findingLines(report, say)),
  ];
  return sections.flatMap((lines, index) => (index > 0 && lines.length > 0 ? ['', ...lines] : lines));
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** One brand, beyond doubt: its facts stand at the top already. */
function isPlain({ brand, candidates }: IinReport): boolean {
  return brand !== null && candidates.length === 1 && candidates[0]?.disputed === false;
}

function factsOf(
  report: IinReport,
  language: Language,
  hasIssuerData: boolean,
): [label: string, value: string | string[]][] {
  const say: Say = (text) => text[language];
  const own = report.candidates.find(({ brand }) => brand.id === report.brand?.id);
  const facts: [label: string, value: string | string[]][] = [[say(LABELS.brand), brandText(report, say)]];
  if (own !== undefined) facts.push([say(LABELS.lengths), lengthsText(own.panLengths)]);
  if (report.networks.length > 0)
    facts.push([say(LABELS.networks), report.networks.map((one) => networkText(one, say))]);
  facts.push([say(LABELS.decided), decidedText(report, language)]);
  if (own !== undefined && isPlain(report)) facts.push([say(LABELS.source), own.source]);
  facts.push([say(LABELS.industry), `${report.industry.digit}: ${say(report.industry.name)}`]);
  if (hasIssuerData) facts.push([say(LABELS.issuer), issuerText(report, language)]);
  facts.push([say(LABELS.data), report.dataVersion]);
  return facts;
}

function brandText({ brand, candidates }: IinReport, say: Say): string {
  if (brand !== null) return brand.name;
  return say(candidates.length > 0 ? LABELS.undecided : LABELS.noBrand);
}

function networkText({ name, role, regions }: Network, say: Say): string {
  return `${name} (${[say(ROLE_LABELS[role]), ...regions].join(' ')})`;
}

function decidedText({ decided, digitsToDecide }: IinReport, language: Language): string {
  if (decided) return LABELS.yes[language];
  return digitsToDecide === null ? LABELS.never[language] : moreDigits(digitsToDecide, language);
}

function issuerText({ prefix, issuer, issuerCandidates }: IinReport, language: Language): string[] {
  if (prefix.length < ISSUER_DIGITS_MIN) return [LABELS.issuerNeedsDigits[language]];
  if (issuer === null) return [(issuerCandidates.length > 0 ? LABELS.severalIssuers : LABELS.noIssuer)[language]];
  const { name, country, funding, segment, product, brand, source } = issuer;
  const facts = [
    country === null ? '' : `${countryName(country, language)} (${country})`,
    FUNDING_LABELS[funding][language],
    SEGMENT_LABELS[segment][language],
    product === name ? '' : (product ?? ''),
  ].filter((fact) => fact !== '');
  const lines = [name ?? LABELS.nameless[language], facts.join(' · ')].filter((line) => line !== '');
  const named = brand === null ? '' : ` (${LABELS.brandInFile[language]}: ${brand.name})`;
  return [...lines, `${LABELS.source[language]}: ${source}${named}`].map(printable);
}

function candidateLines(candidates: readonly Candidate[], say: Say): readonly string[] {
  const title = [LABELS.brand, LABELS.range, LABELS.lengths, LABELS.confidence].map(say);
  const rows = [[...title, ''], ...candidates.map((candidate) => candidateCells(candidate, say))];
  const [header = '', ...lines] = alignRows(rows, { align: ['left', 'exact', 'exact', 'exact', 'left'] });
  if (candidates.length > CANDIDATES_WITH_SOURCE_MAX) return [header, ...lines];
  const sources = candidates.map(({ source }) => paragraph(`${say(LABELS.source)}: ${source}`, 4));
  return [header, ...lines.flatMap((line, index) => [line, ...(sources[index] ?? [])])];
}

function candidateCells(candidate: Candidate, say: Say): readonly string[] {
  const { brand, low, high, panLengths, confidence, status, decides, disputed } = candidate;
  const remarks = [
    disputed ? say(LABELS.disputed) : '',
    status === 'active' && !decides ? say(LABELS.decidesNothing) : '',
    say(STATUS_LABELS[status]),
  ].filter((remark) => remark !== '');
  const cells = [rangeText({ low, high }), lengthsText(panLengths), say(CONFIDENCE_LABELS[confidence])];
  return [brand.name, ...cells, remarks.join(', ')];
}

/** `13 16-19` */
function lengthsText(lengths: readonly number[]): string {
  const runs: { readonly from: number; to: number }[] = [];
  for (const length of lengths) {
    const run = runs.at(-1);
    if (run?.to === length - 1) run.to = length;
    else runs.push({ from: length, to: length });
  }
  return runs.map(({ from, to }) => (from === to ? String(from) : `${String(from)}-${String(to)}`)).join(' ');
}

function issuerLines(issuers: readonly Issuer[], language: Language): readonly string[] {
  const rows = issuers
    .slice(0, ISSUERS_SHOWN_MAX)
    .map(({ name, country, funding, segment, product, source }) =>
      [
        country ?? '??',
        name ?? LABELS.nameless[language],
        FUNDING_LABELS[funding][language],
        SEGMENT_LABELS[segment][language],
        product ?? '',
        source,
      ].map(printable),
    );
  const lines = alignRows(rows, { align: ['left', 'left', 'left', 'left', 'left', 'left'] });
  const hidden = issuers.length - rows.length;
  return hidden > 0 ? [...lines, `  ${leftOut(hidden, language)}`] : lines;
}

function findingLines({ findings }: IinReport, say: Say): readonly string[] {
  return findings.flatMap(({ code, severity, message }) => [
    `  ${say(SEVERITY_LABELS[severity])}  ${code}`,
    ...paragraph(message, 4),
  ]);
}
