/** How long until there is a table to ask? */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { EmbeddedIinSource } from '../dist/bin-data/embedded-iin-source.js';
import { buildIinTable } from '../dist/core/iin-table-builder.js';
import { IinTable } from '../dist/core/iin-table.js';
import { hashedBytes } from '../dist/core/section-buffer.js';
import { readTableSource } from '../scripts/table-source.ts';
import { blackhole, summarise } from './measure.ts';
import type { Question } from './question.ts';

const SOURCE = new URL('../dist/bin-data/embedded-iin-source.js', import.meta.url);
const FILE = new URL('../dist/bin-data/embedded.iin', import.meta.url);

/** A process of its own, in which nothing was compiled before: what a starting service waits. Prints milliseconds. */
const COLD_LOAD = `
  import { EmbeddedIinSource } from ${JSON.stringify(SOURCE.href)};
  const start = performance.now();
  EmbeddedIinSource.load(() => new Date());
  console.log(performance.now() - start);`;

/** Rounds are few: the longest step takes as long as hundreds of slices of the other questions. */
const ROUNDS_PER_PACE_ROUND = 0.05;
const ROUNDS_MIN = 5;

/** Each takes its time and returns it, in milliseconds. */
type Steps = ReadonlyMap<string, () => number>;

export const load: Question = {
  name: 'load',
  ask: ({ table, pace }) => {
    const steps = stepsOf(table);
    const rounds = Math.max(ROUNDS_MIN, Math.round(pace.rounds * ROUNDS_PER_PACE_ROUND));
    const samples = Array.from({ length: rounds }, () => [...steps.values()].map((step) => step() * 1e6));
    const { bytes, ranges, brands, trie } = table;
    return [
      {
        title: 'Load: from nothing to a table that answers',
        rows: summarise(
          [...steps.keys()],
          [...steps.keys()].map((_, index) => samples.map((round) => round[index]!)),
        ),
        agreements: [],
        notes: [
          `${String(bytes.length)} bytes: ${String(brands.length)} brands, ${String(ranges.length)} ranges, ${String(trie.nodeCount)} trie nodes (${String(trie.leafCount)} of them leaves). ${String(rounds)} rounds.`,
        ],
      },
    ];
  },
};

function stepsOf(table: IinTable): Steps {
  const buffer = table.bytes.buffer;
  const source = readTableSource();
  const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
  const now = (): Date => new Date(0);
  return new Map([
    [
      'ours: read, open, verify the embedded table',
      timed(() => EmbeddedIinSource.load(now).current().tables.iins.bytes),
    ],
    ['  of which: read the file', timed(() => readFileSync(FILE))],
    ['  of which: IinTable.open', timed(() => IinTable.open(buffer).ranges)],
    ['  of which: SHA-256', timed(() => sha256(hashedBytes(buffer)))],
    ['the same in a fresh process', coldLoadMs],
    ['read data/*.csv', timed(() => readTableSource().ranges)],
    ['build the table from them', timed(() => new Uint8Array(buildIinTable(source, sha256)))],
  ]);
}

function timed(step: () => { readonly length: number }): () => number {
  return () => {
    const start = performance.now();
    blackhole.sum ^= step().length;
    return performance.now() - start;
  };
}

function coldLoadMs(): number {
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', COLD_LOAD], { encoding: 'utf8' }));
}
