/** Who issued it? Asked of tables as large as the commercial ones, and of the largest open one if it is at hand. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IssuerTableSource } from '../dist/core/issuers/issuer-record.js';
import { diffIssuerTables } from '../dist/core/issuers/issuer-diff.js';
import { buildIssuerTable } from '../dist/core/issuers/issuer-table-builder.js';
import { IssuerTable } from '../dist/core/issuers/issuer-table.js';
import { hashedBytes } from '../dist/core/section-buffer.js';
import { assertAlike } from './agreement.ts';
import { seeded } from './inputs.ts';
import { measureCold } from './issuer-cold.ts';
import type { Memory } from './issuer-memory.ts';
import { binarySearch, lengthsOf, longestPrefix, prefixMap, sortedIntervals } from './issuer-peers.ts';
import { pansBehind, readOpenSource } from './issuer-inputs.ts';
import { syntheticSource } from './issuer-records.ts';
import { blackhole, candidate, measure, median, summarise, type Candidate, type Pace } from './measure.ts';
import type { Question, Table } from './question.ts';

/** Another file of the same columns may be named; it is not part of this repository. */
const OPEN_FILE =
  process.env['BENCH_ISSUER_CSV'] ?? fileURLToPath(new URL('../../shared/data/bin-cc-131k.csv', import.meta.url));
const MEMORY = fileURLToPath(new URL('issuer-memory.ts', import.meta.url));

const HOT = 512;
const SPREAD = 2 ** 18;
const STEP_ROUNDS = 5;
const LOAD_ROUNDS = 41;

export const issuer: Question = {
  name: 'issuer',
  ask: ({ pace, seed }) => {
    const synthetic = tablesFor('350,000 made-up rows', syntheticSource(seed), { pace, seed });
    if (existsSync(OPEN_FILE))
      return [...synthetic, ...tablesFor('Open file', readOpenSource(OPEN_FILE), { pace, seed })];
    const skipped = `Open file: skipped, there is none at ${OPEN_FILE} (set BENCH_ISSUER_CSV).`;
    return synthetic.map((table, index) => (index > 0 ? table : { ...table, notes: [...table.notes, skipped] }));
  },
};

function tablesFor(what: string, source: IssuerTableSource, how: { pace: Pace; seed: number }): readonly Table[] {
  const { pace, seed } = how;
  const folder = mkdtempSync(join(tmpdir(), 'iinspect-bench-'));
  try {
    const table = IssuerTable.open(buildIssuerTable(source, sha256));
    const { records } = source.files[0]!;
    const pans = pansBehind(records, SPREAD, seeded(seed));
    const timed = candidates(table, source, pans);
    const title = (question: string): string => `Issuer, ${what}: ${question}`;
    const answered = { agreements: [], notes: ['All of them gave the same issuer for each of the numbers.'] };
    return [
      { title: title(`${HOT} numbers`), rows: measure(timed, pans.slice(0, HOT), pace), ...answered },
      { title: title(`${SPREAD} numbers`), rows: measure(timed, pans, pace), ...answered },
      { title: title('after something else was read'), rows: measureCold(timed, pans, pace), ...answered },
      {
        title: title('build, load'),
        rows: steps(source, table, folder),
        agreements: [],
        notes: [...sizes(table, source), ...memory(table, source, folder)],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Compared before anything is timed: the facts of the first answer, which is the narrowest one. */
function candidates(table: IssuerTable, source: IssuerTableSource, pans: readonly string[]): readonly Candidate[] {
  const byPrefix = prefixMap(source.files[0]!.records);
  const find = (digits: string): number => table.find(digits);
  const search = binarySearch(sortedIntervals(table));
  const byMap = longestPrefix(byPrefix, lengthsOf(byPrefix));
  const factsOf = (answer: number): string => factsText(table.claims(answer)[0]);
  assertAlike(
    pans,
    (digits) => factsOf(find(digits)),
    new Map([
      ['the map', (digits: string) => factsText(byMap(digits))],
      ['the sorted intervals', (digits: string) => factsOf(search(digits))],
    ]),
  );
  return [
    candidate('ours: find', find, Number),
    candidate('ours: find, claims', (digits) => table.claims(find(digits)), lengthOf),
    candidate('binary search in sorted intervals', search, Number),
    candidate('Map of objects, longest prefix', byMap, (record) => record?.low.length ?? 0),
    candidate('nothing: read eleven digits', firstDigits, Number),
  ];
}

function factsText(
  facts: ReturnType<IssuerTable['claims']>[number] | ReturnType<ReturnType<typeof longestPrefix>>,
): string {
  if (facts === undefined) return '';
  const { name, country, funding, product, segment, brandId, panLengths } = facts;
  return [name, country, funding, product, segment, brandId, ...panLengths].join('|');
}

function firstDigits(digits: string): number {
  let sum = 0;
  for (let at = 0; at < 11; at++) sum += digits.charCodeAt(at);
  return sum;
}

function lengthOf(list: readonly unknown[]): number {
  return list.length;
}

function steps(source: IssuerTableSource, table: IssuerTable, folder: string): Table['rows'] {
  const file = join(folder, 'table');
  writeFileSync(file, table.bytes);
  const { buffer } = table.bytes;
  const half = IssuerTable.open(buildIssuerTable(withoutSome(source), sha256));
  const load = new Map<string, () => unknown>([
    ['ours: read, SHA-256, open', () => openVerified(readFileSync(file))],
    ['  read, open', () => IssuerTable.open(new Uint8Array(readFileSync(file)).buffer)],
    ['  open', () => IssuerTable.open(buffer)],
    ['  SHA-256', () => sha256(hashedBytes(buffer))],
  ]);
  const work = new Map<string, () => unknown>([
    ['build the table from rows', () => buildIssuerTable(source, sha256)],
    ['build the map from rows', () => prefixMap(source.files[0]!.records)],
    ['compare with a table of other rows', () => diffIssuerTables(IssuerTable.open(buffer), half)],
  ]);
  const samples = [...samplesOf(load, LOAD_ROUNDS), ...samplesOf(work, STEP_ROUNDS)];
  // Rounds differ in number: the ratio is that of the medians.
  const ours = median(samples[0]!);
  return [...load.keys(), ...work.keys()].map((name, index) => {
    const [row] = summarise([name], [samples[index]!]);
    return { ...row!, ratio: row!.ns / ours, ratioMad: 0 };
  });
}

function samplesOf(work: ReadonlyMap<string, () => unknown>, rounds: number): number[][] {
  const samples = [...work.values()].map((): number[] => []);
  for (let round = -1; round < rounds; round++)
    [...work.values()].forEach((step, index) => {
      const start = performance.now();
      blackhole.sum ^= typeof step() === 'object' ? 1 : 0;
      if (round >= 0) samples[index]!.push(1e6 * (performance.now() - start));
    });
  return samples;
}

function openVerified(bytes: Uint8Array): IssuerTable {
  const table = IssuerTable.open(new Uint8Array(bytes).buffer);
  if (Buffer.from(sha256(hashedBytes(table.bytes.buffer))).toString('hex') !== table.sha256)
    throw new Error('Damaged.');
  return table;
}

/** One row of fifty is gone. */
function withoutSome({ builtAt, files }: IssuerTableSource): IssuerTableSource {
  return {
    builtAt,
    files: files.map((file) => ({ ...file, records: file.records.filter((_, index) => index % 50 > 0) })),
  };
}

function sizes(table: IssuerTable, source: IssuerTableSource): readonly string[] {
  const { records } = source.files[0]!;
  const { starts, answers } = sortedIntervals(table);
  const facts = new Set(records.map((record) => factsText(record)));
  const perRow = (bytes: number): string => `${(bytes / records.length).toFixed(1)} bytes per row`;
  return [
    `${records.length} rows, ${facts.size} different sets of facts, ${[...table.intervals()].length} intervals.`,
    `ours, everything: ${table.bytes.length} bytes, ${perRow(table.bytes.length)}`,
    `sorted intervals without any facts: ${perRow(starts.byteLength + answers.byteLength)}`,
  ];
}

/** Each in a process of its own, after the garbage was collected. */
function memory(table: IssuerTable, source: IssuerTableSource, folder: string): readonly string[] {
  const [artifact, rows] = [join(folder, 'table'), join(folder, 'rows.json')];
  writeFileSync(rows, JSON.stringify(source.files[0]!.records));
  const measured = [
    ['ours, opened', 'table', artifact],
    ['ours, every claim asked for once', 'claims', artifact],
    ['Map of objects', 'map', rows],
  ] as const;
  return measured.map(([name, what, file]) => {
    const printed = execFileSync(process.execPath, ['--expose-gc', MEMORY, what, file], { encoding: 'utf8' });
    const { heap, buffers, resident } = JSON.parse(printed) as Memory;
    const perRow = ((heap + buffers) / table.rowCount).toFixed(1);
    return `${name}: heap ${megabytes(heap)}, buffers ${megabytes(buffers)}, ${perRow} bytes per row; resident ${megabytes(resident)} more`;
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
