/** `npm run bench:batch`: millions of made-up cards through the scanner, the command line and the service, beside what others do. */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { EmbeddedIinSource } from '../../dist/bin-data/embedded-iin-source.js';
import { files } from './files.ts';
import { http } from './http.ts';
import { kernel } from './kernel.ts';
import { latency } from './latency.ts';
import { LineFolder } from './line-files.ts';
import { MadeUpLines } from './made-up-lines.ts';
import { markdown, type Part } from './part.ts';

const PARTS: readonly Part[] = [kernel, files, http, latency];
const SEED = 20_261_122;
const FULL = { lines: 10_000_000, rounds: 7 };
const QUICK = { lines: 200_000, rounds: 2 };

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    lines: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
  },
});

const pace = values.quick ? QUICK : FULL;
const count = Number(values.lines ?? pace.lines);
const rounds = Number(values.rounds ?? pace.rounds);

/** Null when there is none. */
function mistakeIn(only: readonly string[]): string | null {
  if (only.some((name) => PARTS.every((part) => part.name !== name)))
    return `--only takes ${PARTS.map(({ name }) => name).join(', ')}.`;
  const areWhole = [count, rounds].every((value) => Number.isSafeInteger(value) && value > 0);
  return areWhole ? null : '--lines and --rounds take a whole number, at least 1.';
}

async function main(): Promise<void> {
  const mistake = mistakeIn(values.only);
  if (mistake !== null) {
    console.error(mistake);
    process.exitCode = 1;
    return;
  }
  await runParts();
}

async function runParts(): Promise<void> {
  const { tables } = EmbeddedIinSource.load(() => new Date()).current();
  console.log(describeRun(tables.version));
  const folder = new LineFolder();
  try {
    const lines = new MadeUpLines(tables.iins, count, SEED);
    const setting = { tables, lines, expected: lines.expected(tables), folder, rounds, seed: SEED };
    for (const part of PARTS) {
      if (values.only.length > 0 && !values.only.includes(part.name)) continue;
      for (const section of await part.run(setting)) console.log(`\n${markdown(section)}`);
    }
  } finally {
    folder.remove();
  }
}

function describeRun(dataVersion: string): string {
  const command = ['npm run bench:batch', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])];
  const cores = cpus();
  return [
    `\`${command.join(' ')}\`, ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node},`,
    `${cores.length} × ${cores[0]?.model ?? 'unknown'}, load before the run ${loadavg()[0]!.toFixed(1)};`,
    `data ${dataVersion}, ${count.toLocaleString('en-US')} lines, ${rounds} rounds, seed ${SEED}.`,
  ].join(' ');
}

await main();
