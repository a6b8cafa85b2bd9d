import { prefixInterval } from '../../core/account-range.js';
import type { BrandDisagreement, BrandDisagreementKind } from '../../core/issuers/brand-disagreements.js';
import type { IinTable } from '../../core/iin-table.js';
import type { IssuerTable } from '../../core/issuers/issuer-table.js';
import { count, counted } from './quantities.js';
import { printable } from '../quotable.js';
import { PrefixCounter } from '../../core/issuers/prefix-counter.js';
import { rangeText } from './ranges.js';
import { alignRows, type Fact, labelled } from './table.js';

/** Most important first. */
const MEANINGS: Readonly<Record<BrandDisagreementKind, string>> = {
  differs: 'The file names a brand that our table does not.',
  undecided: 'Our table has a claim of that brand, but nobody decides.',
  silent: 'Our table decides nobody and has no claim of that brand.',
  length_split: 'Both are right: the PAN length decides between them.',
  co_badge: 'Both are right: our table has the brand of the file as a second mark or as rails.',
};
const KINDS = Object.keys(MEANINGS) as BrandDisagreementKind[];
const GROUPS_SHOWN_MAX = 6;
const RANGES_SHOWN_MAX = 12;

interface Count {
  readonly ranges: number;
  /** Of six digits. */
  readonly prefixes: number;
}

export function disagreementJson(
  found: readonly BrandDisagreement[],
  { version }: IinTable,
  table: IssuerTable,
): object {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, countOf(found.filter((one) => one.kind === kind))]));
  return { dataVersion: `${version}+${table.version}`, counts, disagreements: found };
}

interface Context {
  readonly iins: IinTable;
  readonly table: IssuerTable;
  readonly all: boolean;
}

export function disagreementLines(found: readonly BrandDisagreement[], context: Context): readonly string[] {
  const { iins, table } = context;
  const title = `Brands of issuer data ${table.version} beside our tables, data ${iins.version}`;
  if (found.length === 0) return [title, '', '  The files name no other brand anywhere.'];
  const groups = KINDS.map((kind) => [kind, found.filter((one) => one.kind === kind)] as const).filter(
    ([, group]) => group.length > 0,
  );
  const counts = groups.map(([kind, group]) => [kind, ...countCells(countOf(group))]);
  return [
    title,
    '',
    ...alignRows([['', 'ranges', 'prefixes'], ...counts], { align: ['left', 'right', 'right'] }),
    ...groups.flatMap(([kind, group]) => ['', `${kind}: ${MEANINGS[kind]}`, ...kindLines(group, context)]),
  ];
}

function kindLines(disagreements: readonly BrandDisagreement[], { iins, all }: Context): readonly string[] {
  const groups = [...Map.groupBy(disagreements, partiesOf).values()].sort((a, b) => b.length - a.length);
  const shown = all ? groups : groups.slice(0, GROUPS_SHOWN_MAX);
  const rest = groups.slice(shown.length).flat().length;
  return [
    ...shown.flatMap((group) => groupLines(group, iins, all)),
    ...(rest === 0 ? [] : ['', `  … and ${counted(rest, 'more range')} of other brands or sources (--all shows them)`]),
  ];
}

/** Who stands against whom, and who says so. */
function partiesOf({ ours, theirs }: BrandDisagreement): string {
  return JSON.stringify([ours, theirs]);
}

function groupLines(group: readonly BrandDisagreement[], iins: IinTable, all: boolean): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { ours, theirs } = first;
  const ranges = (all ? group : group.slice(0, RANGES_SHOWN_MAX)).map(rangeText);
  const rest = group.length - ranges.length;
  const facts: Fact[] = [
    ['file', `${nameOf(theirs.brandId, iins)} [${printable(theirs.source)}]`],
    ['ours', ours === null ? 'nobody' : `${nameOf(ours.brandId, iins)} [${ours.sources.join('; ')}]`],
    [counted(group.length, 'range'), `${ranges.join(' ')}${rest > 0 ? ` … and ${count(rest)} more` : ''}`],
  ];
  return ['', ...labelled(facts)];
}

function nameOf(brandId: string, iins: IinTable): string {
  return iins.findBrand(brandId)?.name ?? brandId;
}

function countOf(group: readonly BrandDisagreement[]): Count {
  const prefixes = new PrefixCounter();
  for (const { start, end } of group.map(prefixInterval)) prefixes.add(start, end);
  return { ranges: group.length, prefixes: prefixes.count };
}

function countCells({ ranges, prefixes }: Count): readonly string[] {
  return [count(ranges), count(prefixes)];
}
