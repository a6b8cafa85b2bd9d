/** `npm run bench`: every question side by side with the libraries people use today. Times are shown, never asserted. */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { EmbeddedIinSource } from '../dist/bin-data/embedded-iin-source.js';
import { describeAgreement } from './agreement.ts';
import { brand } from './brand.ts';
import { issuer } from './issuer.ts';
import { load } from './load.ts';
import { luhn } from './luhn.ts';
import { blackhole, FULL, QUICK, type Timing } from './measure.ts';
import type { Question, Table } from './question.ts';
import { typing } from './typing.ts';
import { verdict } from './verdict.ts';

const QUESTIONS: readonly Question[] = [luhn, brand, verdict, typing, load, issuer];
const SEED = 20_261_122;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
});

function main(): void {
  const unknown = values.only.filter((name) => QUESTIONS.every((question) => question.name !== name));
  if (unknown.length > 0) {
    console.error(`--only takes ${QUESTIONS.map(({ name }) => name).join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  const { iins: table } = EmbeddedIinSource.load(() => new Date()).current().tables;
  const pace = values.quick ? QUICK : FULL;
  const asked = QUESTIONS.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
  const run = { ...machine(), dataVersion: table.version, seed: SEED, ...pace };
  if (!values.json) console.log(Object.values(describeRun(run)).join('\n'));
  const answers = asked.map(({ name, ask }) => {
    const tables = ask({ table, pace, seed: SEED });
    if (!values.json) tables.forEach(print);
    return { name, tables };
  });
  if (values.json) console.log(JSON.stringify({ run: { ...run, blackhole: blackhole.sum }, answers }, null, 2));
}

function machine(): { date: string; node: string; v8: string; cpu: string; cores: number; load: string } {
  const cores = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    v8: process.versions.v8,
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    load: loadavg()[0]!.toFixed(1),
  };
}

function describeRun(
  run: ReturnType<typeof machine> & { dataVersion: string; rounds: number; sliceMs: number },
): string[] {
  return [
    `${run.date}, Node ${run.node}, ${String(run.cores)} × ${run.cpu}, load before the run ${run.load}; data ${run.dataVersion}.`,
    `${String(run.rounds)} rounds of ${String(run.sliceMs)} ms each in turn. Median ± median deviation, least; ratio to ours, taken within each round.`,
  ];
}

function print({ title, rows, agreements, notes }: Table): void {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const head = ['median', '±', 'least', '', '× ours', '±'];
  console.log(`\n${title}\n`);
  console.log(`  ${''.padEnd(width)} ${line(head)}`);
  for (const row of rows) console.log(`  ${row.name.padEnd(width)} ${line(cells(row))}`);
  console.log();
  for (const note of notes) console.log(`  ${note}`);
  for (const text of agreements.flatMap(describeAgreement)) console.log(`  ${text}`);
}

function line([median, spread, least, unit, ...ratio]: readonly string[]): string {
  const [factor, factorSpread] = ratio.map((text) => text.padStart(8));
  return `${median!.padStart(8)} ${spread!.padStart(7)} ${least!.padStart(8)} ${unit!.padEnd(2)} ${factor!} ${factorSpread!}`;
}

function cells({ ns, nsMad, nsMin, ratio, ratioMad }: Timing): readonly string[] {
  const [unit, size] = ns >= 1e6 ? ['ms', 1e6] : ns >= 1e4 ? ['µs', 1e3] : ['ns', 1];
  return [...[ns, nsMad, nsMin].map((value) => digits(value / size)), unit, digits(ratio), digits(ratioMad)];
}

/** Three digits are more than a busy machine can vouch for. */
function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 || value === 0 ? value.toFixed(1) : value.toPrecision(value >= 1 ? 3 : 2);
}

main();
