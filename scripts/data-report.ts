/** `npm run data:report`: every contested block of prefixes and who claims it, and how the tables do on published test numbers. */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { AccountRange } from '../dist/core/account-range.js';
import { reportCard } from '../dist/core/card-report.js';
import { CardTables } from '../dist/core/card-tables.js';
import { findConflicts, type Conflict, type ConflictKind } from '../dist/core/conflicts.js';
import { buildIinTable } from '../dist/core/iin-table-builder.js';
import { IinTable } from '../dist/core/iin-table.js';
import { readTableSource } from './table-source.ts';

const USAGE = `npm run data:report [-- options]

  --kind <kind>   only blocks of this kind: disputed, shared, nested, weak, historical or undecided
  --json          the blocks as JSON
  --help          this text`;

const MEANINGS: Readonly<Record<ConflictKind, string>> = {
  disputed: 'sources disagree, and every answer says so',
  shared: 'co-badged or split by length: both are right',
  nested: 'a narrower deciding claim cut out of a wider one',
  weak: 'the rivals are too weak to decide',
  historical: 'the rivals are closed schemes',
  undecided: 'nobody may decide; no brand is named',
};

const options = readOptions();
const source = readTableSource();
const table = IinTable.open(buildIinTable(source, (bytes) => createHash('sha256').update(bytes).digest()));
const tables = new CardTables(table, null);
const conflicts = findConflicts(table.ranges, table.disputes).filter(
  ({ kind }) => options.kind === undefined || kind === options.kind,
);

if (options.json) console.log(JSON.stringify(conflicts.map(toJson), null, 2));
else printReport();

function readOptions(): { readonly kind: string | undefined; readonly json: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        kind: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) exitWith(0, USAGE);
    if (values.kind !== undefined && !(values.kind in MEANINGS)) exitWith(64, `There is no such kind.\n\n${USAGE}`);
    return { kind: values.kind, json: values.json };
  } catch (error) {
    return exitWith(64, `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function exitWith(code: number, text: string): never {
  (code === 0 ? console.log : console.error)(text);
  process.exit(code);
}

function printReport(): void {
  console.log(
    `Data ${table.version}: ${count(table.brands, 'brand')}, ${count(table.ranges, 'range')}, ${count(table.sources, 'source')}.\n`,
  );
  console.log(`${count(conflicts, 'contested block')} of prefixes. * decides, ? too weak to decide, † closed.\n`);
  for (const conflict of conflicts) console.log(line(conflict));
  console.log('\nBy kind:');
  for (const [kind, group] of Map.groupBy(conflicts, (conflict) => conflict.kind)) {
    console.log(`  ${kind.padEnd(11)}${String(group.length).padStart(5)}  ${MEANINGS[kind]}`);
  }
  if (options.kind === undefined || options.kind === 'disputed') printDisputes();
  if (options.kind === undefined) printAccuracy();
}

function printDisputes(): void {
  console.log('\nDeclared disputes:');
  for (const [reason, group] of Map.groupBy(table.disputes, (dispute) => dispute.reason)) {
    const parties = new Set(group.flatMap(({ brandIds }) => brandIds));
    const deciders = new Set(group.map(({ decidedBy }) => decidedBy ?? 'nobody'));
    console.log(
      `  ${[...parties].join(' / ')}, ${[...deciders].join(' or ')} decides: ${group.map(({ low, high }) => span(low, high)).join(' ')}`,
    );
    console.log(`    ${reason}`);
  }
}

/** Numbers whose publisher names a brand; the card is right when that brand is its mark or one of its networks. */
function printAccuracy(): void {
  const cards = source.testCards.filter(({ brandId }) => brandId !== null);
  const reports = cards.map((card) => ({
    card,
    report: reportCard(tables, card, { now: new Date(0), language: 'en' }),
  }));
  const named = reports.filter(({ card, report }) => report.brand?.id === card.brandId);
  const onRails = reports.filter(({ card, report }) => report.networks.some(({ id }) => id === card.brandId));
  const silent = reports.filter(({ report }) => report.brand === null);
  const valid = named.filter(({ report }) => report.valid);
  console.log(`\nPublished test numbers: ${String(cards.length)}`);
  console.log(`  brand as published                      ${share(named.length, cards.length)}`);
  console.log(`  … and length and check digit accepted   ${share(valid.length, cards.length)}`);
  console.log(`  brand, or a network the card travels    ${share(onRails.length, cards.length)}`);
  console.log(`  no brand named (we do not know)         ${share(silent.length, cards.length)}`);
  const other = reports.filter(
    ({ card, report }) => report.brand !== null && report.networks.every(({ id }) => id !== card.brandId),
  );
  console.log(`  another brand than the publisher's      ${share(other.length, cards.length)}`);
  for (const [pair, group] of Map.groupBy(
    other,
    ({ card, report }) => `${card.brandId ?? ''} → ${report.brand?.id ?? ''}`,
  )) {
    console.log(
      `      ${pair}: ${String(group.length)}, as in ${[...new Set(group.map(({ card }) => card.pan.slice(0, 6)))].join(' ')}`,
    );
  }
}

function line({ low, high, kind, decidedBy, claims }: Conflict): string {
  return `${span(low, high).padEnd(24)} ${kind.padEnd(11)} ${claims.map((claim) => mark(claim, decidedBy)).join('  ')}`;
}

function mark(claim: AccountRange, decidedBy: string | null): string {
  const weight =
    claim.status === 'closed' ? '†' : claim.confidence === 'low' ? '?' : claim.brandId === decidedBy ? '*' : '';
  return `${claim.brandId}${weight} ${span(claim.low, claim.high)} [${claim.sources.join(' ')}]`;
}

function toJson({ claims, ...conflict }: Conflict): object {
  const claim = ({ brandId, low, high, status, confidence, sources }: AccountRange): object => ({
    brandId,
    low,
    high,
    status,
    confidence,
    sources,
  });
  return { ...conflict, claims: claims.map(claim) };
}

function span(low: string, high: string): string {
  return low === high ? low : `${low}-${high}`;
}

function count(list: readonly unknown[], noun: string): string {
  return `${String(list.length)} ${noun}${list.length === 1 ? '' : 's'}`;
}

function share(part: number, whole: number): string {
  return `${String(part).padStart(4)}  ${((100 * part) / whole).toFixed(1)} %`;
}
