import type { IssuerDiff, IssuerDiffExample } from '../../core/issuers/issuer-diff.js';
import type { IssuerClaim } from '../../core/issuers/issuer-claim.js';
import type { IssuerTable } from '../../core/issuers/issuer-table.js';
import { count, share } from './quantities.js';
import { printable } from '../quotable.js';
import { alignRows, bullet, labelled } from './table.js';

export function tableDiffJson(diff: IssuerDiff, before: IssuerTable, after: IssuerTable): object {
  const summary = ({ version, sha256, rowCount }: IssuerTable): object => ({ version, sha256, rowCount });
  return { before: summary(before), after: summary(after), ...diff };
}

/** How many 6-digit prefixes are answered otherwise, and a few of them. */
export function tableDiffLines(diff: IssuerDiff, before: IssuerTable, after: IssuerTable): readonly string[] {
  const { prefixesBefore, prefixesAfter, added, removed, changed } = diff;
  const row = (label: string, prefixes: number) => [label, count(prefixes), share(prefixes, prefixesBefore)];
  return [
    `Issuer data ${after.version} after ${before.version}, in prefixes of 6 digits`,
    ...labelled([
      ['before', `${count(prefixesBefore)} prefixes, ${count(before.rowCount)} rows`],
      ['after', `${count(prefixesAfter)} prefixes, ${count(after.rowCount)} rows`],
    ]),
    '',
    ...alignRows([row('added', added), row('removed', removed), row('changed', changed)], {
      align: ['left', 'right', 'right'],
    }),
    ...(diff.examples.length === 0 ? [] : ['', 'Examples']),
    ...diff.examples.flatMap(exampleLines),
  ];
}

/** What both say is shown too: it is why the rest matters. */
function exampleLines({ prefix, before, after }: IssuerDiffExample): readonly string[] {
  const old = before.map(claimText);
  const now = after.map(claimText);
  const marked = [
    ...old.map((text) => [now.includes(text) ? '=' : '-', text] as const),
    ...now.filter((text) => !old.includes(text)).map((text) => ['+', text] as const),
  ];
  return [`  ${prefix}`, ...marked.flatMap(([mark, text]) => bullet(mark, text, 4))];
}

function claimText({ name, country, funding, product, segment, brandId, panLengths, source }: IssuerClaim): string {
  const facts = [
    country ?? '??',
    name ?? '(no name)',
    funding === 'unknown' ? '' : funding,
    segment === 'unknown' ? '' : segment,
    product ?? '',
    brandId ?? '',
    panLengths.length === 0 ? '' : `${panLengths.join('/')} digits`,
    `[${source.title}]`,
  ];
  return printable(facts.filter((fact) => fact !== '').join(' · '));
}
