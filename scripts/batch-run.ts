/**
 * `npm run batch:run [-- --lines 10000000 --pause-seconds 30 --only slow]`: sends made-up cards through the real service and the real
 * command line, and demands order, exact summaries, and memory that does not grow. Ends with 1 when a demand is not met.
 */
import { parseArgs } from 'node:util';
import { LineFolder } from '../bench/batch/line-files.ts';
import { MadeUpLines } from '../bench/batch/made-up-lines.ts';
import { EmbeddedIinSource } from '../dist/bin-data/embedded-iin-source.js';
import { disconnects } from './batch-run-gone.ts';
import { describe, type RunResult } from './batch-run-result.ts';
import { readsAfterWriting, stopsReading } from './batch-run-slow.ts';
import { type Given, overHttp, throughCommandLine } from './batch-run-whole.ts';

const SEED = 20_261_122;

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '10000000' },
    'pause-seconds': { type: 'string', default: '30' },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const lines = Number(values.lines);
const pauseMs = Number(values['pause-seconds']) * 1000;

/** The slow ones with a worker: more memory could be in flight there. */
const SLOW_WORKERS = 1;

const RUNS: Readonly<Record<string, (given: Given) => AsyncGenerator<RunResult, void, void>>> = {
  async *http(given) {
    for (const workers of [0, 1]) yield await overHttp(given, workers);
  },
  async *cli(given) {
    for (const jobs of [1, 2]) yield await throughCommandLine(given, jobs);
  },
  async *slow(given) {
    yield await readsAfterWriting(given, SLOW_WORKERS);
    yield await stopsReading(given, SLOW_WORKERS, pauseMs);
    yield await disconnects(given, SLOW_WORKERS);
  },
};

/** Null when there is none. */
function mistakeIn(only: readonly string[]): string | null {
  if (only.some((name) => !Object.hasOwn(RUNS, name))) return `--only takes ${Object.keys(RUNS).join(', ')}.`;
  const isRight = Number.isSafeInteger(lines) && lines > 0 && pauseMs >= 0;
  return isRight ? null : '--lines takes a whole number, --pause-seconds a number.';
}

async function main(): Promise<number> {
  const mistake = mistakeIn(values.only);
  if (mistake !== null) {
    console.error(mistake);
    return 1;
  }
  const { tables } = EmbeddedIinSource.load(() => new Date()).current();
  const folder = new LineFolder();
  try {
    const made = new MadeUpLines(tables.iins, lines, SEED);
    const file = folder.write(made, 'ndjson');
    console.log(`${lines.toLocaleString('en-US')} lines of NDJSON with ids, ${(file.bytes / 1e6).toFixed(0)} MB.`);
    return await runAll({ path: file.path, expected: made.expected(tables) });
  } finally {
    folder.remove();
  }
}

async function runAll(given: Given): Promise<number> {
  const results: RunResult[] = [];
  for (const [name, run] of Object.entries(RUNS)) {
    if (values.only.length > 0 && !values.only.includes(name)) continue;
    for await (const result of run(given)) {
      console.log(`${result.name}: ${result.seconds.toFixed(1)} s`);
      results.push(result);
    }
  }
  console.log(`\n${describe(results, lines)}\n`);
  const all = results.flatMap(({ name, demands }) => demands.map((each) => ({ name, ...each })));
  const broken = all.filter(({ holds }) => !holds);
  for (const { name, sentence, seen } of broken) console.error(`NOT SO: ${name}: ${sentence} (it was ${seen})`);
  console.log(`${all.length - broken.length} of ${all.length} demands are met.`);
  return broken.length === 0 ? 0 : 1;
}

process.exitCode = await main();
