/** The scanner alone: blocks in memory, bytes out, one thread. */
import { BatchScanner } from '../../dist/core/batch/batch-scanner.js';
import { BatchTally } from '../../dist/core/batch/batch-tally.js';
import { DEFAULT_BATCH_FIELDS, type BatchField } from '../../dist/core/batch/batch-field.js';
import type { BatchOutput } from '../../dist/core/batch/batch-plan.js';
import type { LineBlock } from '../../dist/core/batch/line-block.js';
import { countLines } from '../../dist/core/batch/line-count.js';
import { CardTables } from '../../dist/core/card-tables.js';
import { issuerTables } from './issuer-tables.ts';
import { blocksOf, columnsOf } from './line-blocks.ts';
import { differenceFrom, MadeUpLines, type Expected, type Form } from './made-up-lines.ts';
import { figure, type Part, type Section, type Setting } from './part.ts';
import { inTurn, medianOf, ratioOf, type Laps, type Runner } from './rounds.ts';
import { naiveRecords } from './string-peers.ts';
import { timed, type ThreadLap } from './thread-lap.ts';

/** More than any cache holds, and little enough for many rounds. */
const LINES_MAX = 1_000_000;
/** The naive pipeline is slow enough to be asked a tenth. */
const NAIVE_SHARE = 0.1;
const OUT_BYTES = 256 * 1024;
const LINE_BYTES_MAX = 16_384;

interface Ask {
  readonly form: Form;
  readonly output: BatchOutput;
}

const ASKS: readonly Ask[] = [
  { form: 'text', output: 'ndjson' },
  { form: 'text', output: 'csv' },
  { form: 'ndjson', output: 'ndjson' },
  { form: 'csv', output: 'csv' },
];
const ISSUER_FIELDS: readonly BatchField[] = [...DEFAULT_BATCH_FIELDS, 'issuerName', 'issuerCountry'];

export const kernel: Part = {
  name: 'kernel',
  run: async ({ tables, lines, seed, rounds }: Setting): Promise<readonly Section[]> => {
    const some = lines.lines > LINES_MAX ? new MadeUpLines(tables.iins, LINES_MAX, seed) : lines;
    const withIssuers = new CardTables(tables.iins, issuerTables(seed));
    const blocks = new Map(ASKS.map(({ form }) => [form, blocksOf(some, form)]));
    const text = blocks.get('text')!;
    const runners = [
      ...scanners({ some, tables, blocks }, DEFAULT_BATCH_FIELDS, ''),
      ...scanners({ some, tables: withIssuers, blocks }, ISSUER_FIELDS, ', 350,000 issuer rows'),
      timed('memcpy of the text', some.lines, () => copyAll(text)),
      timed('split, creditcards, JSON.stringify', ...naive(text)),
    ];
    const laps = await inTurn(runners, rounds);
    return [sectionOf(laps, some, withIssuers)];
  },
};

interface Asked {
  readonly some: MadeUpLines;
  readonly tables: CardTables;
  readonly blocks: ReadonlyMap<Form, readonly LineBlock[]>;
}

function scanners(
  { some, tables, blocks }: Asked,
  fields: readonly BatchField[],
  suffix: string,
): readonly Runner<ThreadLap>[] {
  const expected = some.expected(tables);
  return ASKS.map(({ form, output }) => {
    const plan = {
      ...{ input: form, columns: columnsOf(form), output, fields, only: [], lineBytesMax: LINE_BYTES_MAX },
    };
    const scanner = new BatchScanner(tables, plan);
    const own = blocks.get(form)!;
    assertExact(`${form} → ${output}${suffix}`, scanner, own, expected);
    return timed(`${form} → ${output}${suffix}`, some.lines, () => scanAll(scanner, own));
  });
}

const out = new Uint8Array(OUT_BYTES);

function scanAll(scanner: BatchScanner, blocks: readonly LineBlock[], tally?: BatchTally): number {
  let bytes = 0;
  let line = 1;
  for (const block of blocks) {
    scanner.begin(block, line);
    while (!scanner.isDone) bytes += scanner.fill(out);
    tally?.add(scanner.tally);
    // A stream knows its line numbers by counting, so counting is part of the work.
    line += countLines(block);
  }
  return bytes;
}

function assertExact(name: string, scanner: BatchScanner, blocks: readonly LineBlock[], expected: Expected): void {
  const tally = new BatchTally(scanner.layout);
  scanAll(scanner, blocks, tally);
  const { byStatus, ...counts } = tally.toCounts();
  const difference = differenceFrom(expected, { ...counts, ...byStatus });
  if (difference !== null) throw new Error(`${name} is not exact, nothing was timed: ${difference}`);
}

function copyAll(blocks: readonly LineBlock[]): number {
  let sum = 0;
  for (const { buffer, from, to } of blocks) {
    out.set(new Uint8Array(buffer, from, to - from));
    sum += out[0]!;
  }
  return sum;
}

function naive(blocks: readonly LineBlock[]): [lines: number, run: () => number] {
  const asked = blocks.slice(0, Math.max(1, Math.round(blocks.length * NAIVE_SHARE)));
  const lines = asked.reduce((sum, block) => sum + countLines(block), 0);
  const texts = asked.map(({ buffer, from, to }) => Buffer.from(buffer, from, to - from));
  return [lines, () => texts.reduce((sum, text) => sum + naiveRecords(text).length, 0)];
}

function sectionOf(all: readonly Laps<ThreadLap>[], { lines }: MadeUpLines, withIssuers: CardTables): Section {
  const memcpy = all.at(-2)!;
  const naivePeer = all.at(-1)!;
  const nsPerCard = (lap: ThreadLap): number => lap.cpuNs / lap.lines;
  const rows = all.map((own) => {
    const ns = medianOf(own, nsPerCard);
    const gc = own.laps.reduce((sum, lap) => sum + lap.collections, 0);
    const cells = [ns, 1e3 / ns, ratioOf(own, memcpy, nsPerCard), ratioOf(naivePeer, own, nsPerCard)];
    return [own.name, ...cells.map(figure), String(gc)];
  });
  return {
    title: `Kernel in memory, one thread, ${lines.toLocaleString('en-US')} lines`,
    head: ['', 'ns/card', 'M cards/s', '× memcpy', 'naive ÷ own', 'GC events'],
    rows,
    notes: [
      'CPU time of the thread, counting the lines included; ratios within each round. Every scanner gave exactly the counts of `reportCard`.' +
        ` With issuers, the records have \`issuerName\` and \`issuerCountry\` besides; data ${withIssuers.version}.`,
    ],
  };
}
