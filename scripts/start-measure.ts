/**
 * `npm run start:measure [-- --app bundle/iinspect.js --starts 5 --requests 20000 --node-flags=--max-old-space-size=64 --only DOCS]`:
 * how long the service takes to start and how much memory it holds, when it is ready and after requests, with all doors and with fewer.
 * Medians of starts that take turns, so that a busy machine is as busy for each. `--app` and `--node-flags`
 * may be given several times, and are compared then.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { NODE_FLAGS } from './bootstrap/node-flags.mjs';
import { type Measured, measureStart, type Plan } from './start-measure-process.ts';

const { values } = parseArgs({
  options: {
    app: { type: 'string', multiple: true, default: ['dist/main.js'] },
    starts: { type: 'string', default: '5' },
    requests: { type: 'string', default: '20000' },
    'node-flags': { type: 'string', multiple: true, default: [''] },
    only: { type: 'string', default: '' },
  },
});

const DOORS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'all on': {},
  'GRAPHQL_ENABLED=false': { GRAPHQL_ENABLED: 'false' },
  '… and DOCS_ENABLED=false': { GRAPHQL_ENABLED: 'false', DOCS_ENABLED: 'false' },
};

const COLUMNS: readonly (readonly [keyof Measured, title: string, digits: number])[] = [
  ['readyMs', 'ready after, ms', 0],
  ['readyCpuMs', 'of it CPU, ms', 0],
  ['readyMb', 'RSS when ready, MiB', 0],
  ['busyMb', 'RSS after requests, MiB', 0],
  ['peakMb', 'peak RSS, MiB', 0],
  ['p50Ms', 'p50, ms', 1],
  ['p99Ms', 'p99, ms', 1],
];

interface Row {
  readonly title: string;
  readonly plan: Plan;
  readonly found: Measured[];
}

function rowsToMeasure(): readonly Row[] {
  const requests = Number(values.requests);
  return values.app.flatMap((app) =>
    values['node-flags'].flatMap((flags) =>
      Object.entries(DOORS)
        .filter(([doors]) => doors.includes(values.only))
        .map(([doors, settings]) => ({
          title: [values.app.length > 1 ? app : '', doors, flags].filter(Boolean).join(' · '),
          plan: { app, settings, requests, nodeFlags: [...NODE_FLAGS, ...flags.split(' ').filter(Boolean)] },
          found: [],
        })),
    ),
  );
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;
}

function cells({ title, found }: Row): readonly string[] {
  return [title, ...COLUMNS.map(([column, , digits]) => median(found.map((one) => one[column])).toFixed(digits))];
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const [head = [], ...body] = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  for (const row of [head, rule, ...body]) console.log(`| ${row.join(' | ')} |`);
}

for (const app of values.app) {
  if (!existsSync(app)) {
    console.error(`There is no ${app}. npm run build makes dist/, npm run bundle makes bundle/.`);
    process.exit(1);
  }
}
const rows = rowsToMeasure();
for (let start = 0; start < Number(values.starts); start += 1) {
  for (const { plan, found } of rows) found.push(await measureStart(plan));
}
console.log(`Medians of ${values.starts} starts, ${values.requests} requests each; Node ${process.version}.\n`);
printTable([[values.app.length > 1 ? 'app' : 'service', ...COLUMNS.map(([, title]) => title)], ...rows.map(cells)]);
