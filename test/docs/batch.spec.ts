import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROBLEMS } from '../../src/api/problems/problem.js';
import { STREAM_PROBLEMS } from '../../src/api/problems/stream-problems.js';
import { CLI_EXIT_CODES } from '../../src/cli/exit-codes.js';
import { BATCH_SETTINGS } from '../../src/config/batch-settings.js';
import { loadConfig } from '../../src/config/config.js';
import { SETTINGS } from '../../src/config/settings.js';
import { VERSION } from '../../src/config/version.js';
import { BATCH_FIELDS, DEFAULT_BATCH_FIELDS } from '../../src/core/batch/batch-field.js';
import { BATCH_INPUTS } from '../../src/core/batch/batch-plan.js';
import { ABORT_REASONS, summaryOf } from '../../src/core/batch/batch-summary.js';
import { BatchTally, tallyLayout } from '../../src/core/batch/batch-tally.js';
import { STREAM_TYPES } from '../../src/api/http/body-kind.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { cli } from '../cli/fake-io.js';
import { embeddedTables } from '../support/embedded-table.js';
import { quoted, tableRows } from './markdown.js';
import { recordsOf } from './records-of.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const PAGE = readFileSync(join(PROJECT, 'docs', 'batch.md'), 'utf8');
const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');
const run = promisify(execFile);

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) process.stderr.write('docs/batch.md: curl is not installed, so its examples over HTTP are not run.\n');

/** Commands, each on a line of its own, and what all of them but those that only make a file print. */
interface Example {
  readonly commands: readonly string[];
  readonly output: string;
}

function examplesOf(page: string, kinds: string): readonly Example[] {
  const blocks = page.matchAll(new RegExp(`\`\`\`sh\\n([^\`]+)\`\`\`\\n+\`\`\`(?:${kinds})\\n([^\`]+)\`\`\``, 'g'));
  return [...blocks].map(([, commands = '', output = '']) => ({ commands: commands.trim().split('\n'), output }));
}

const EXAMPLES = examplesOf(PAGE, 'ndjson|csv');
const README_EXAMPLES = examplesOf(README, 'text').filter(({ commands }) =>
  commands.join().includes('/v1/cards/batch'),
);

/** Neither the time it took nor a new edition of the tables makes a page wrong. */
function lasting(output: string): string {
  return output.replaceAll(/"dataVersion":"[^"]+","durationMs":\d+/g, '"dataVersion":"…","durationMs":0');
}

let folder = '';
let service: RunningService;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iinspect-batch-docs-'));
  const settings = { PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'silent', SHUTDOWN_DRAIN_MS: '0', BATCH_WORKERS: '0' };
  service = await startService(loadConfig(settings), { isTerminal: false, write: () => undefined });
});

afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

/** A command of ours runs in this process, so that no build is needed; everything else is the shell's. */
async function outputOf(command: string): Promise<string> {
  const line = command
    .replaceAll('http://127.0.0.1:3000', service.api)
    .replaceAll('/tmp/', `${folder}/`)
    .replace('npm run --silent iinspect --', 'iinspect');
  if (!line.startsWith('iinspect ')) return (await run('/bin/sh', ['-c', line], { cwd: folder })).stdout;
  const words = [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, inside]) => inside ?? word).slice(1);
  const args = words.map((word) => (/^[\w-]+\.\w+$/.test(word) ? join(folder, word) : word));
  const { exitCode, stdout } = await cli(...args);
  expect({ command, exitCode }).toEqual({ command, exitCode: 0 });
  return stdout;
}

describe('the examples of batches', () => {
  test('are there, over HTTP and on the command line', () => {
    expect(EXAMPLES.map(({ commands }) => commands.at(-1)?.split(' ')[0])).toEqual([
      'curl',
      'iinspect',
      'curl',
      'iinspect',
    ]);
    expect(README_EXAMPLES.map(({ commands }) => commands.length)).toEqual([3]);
  });

  test.each([...EXAMPLES, ...README_EXAMPLES])('are answered as they say: $#', async ({ commands, output }) => {
    let answers = 0;
    for (const command of commands) {
      if (command.startsWith('curl') && !hasCurl) continue;
      const printed = await outputOf(command);
      if (command.startsWith('printf')) continue;
      expect({ command, printed: lasting(printed) }).toEqual({ command, printed: lasting(output) });
      answers++;
    }
    expect(answers).toBeGreaterThanOrEqual(hasCurl ? 1 : 0);
  });
});

/** The rows of the first table below a heading. */
function tableBelow(heading: string): readonly (readonly string[])[] {
  const [, after] = PAGE.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`There is no heading ${heading}`);
  const [table = ''] = /^\|.*(\n\|.*)*/m.exec(after.split(/\n#+ /)[0]!) ?? [];
  return tableRows(table);
}

function firstWords(rows: readonly (readonly string[])[]): readonly (string | undefined)[] {
  return rows.map(([cell = '']) => quoted(cell)[0]);
}

describe('docs/batch.md', () => {
  test('lists the inputs there are', () => {
    const rows = tableBelow('## What a line may be').map(([, type = '', format = '']) => [
      quoted(type)[0],
      quoted(format)[0],
    ]);
    expect(rows.map(([type]) => type).toSorted()).toEqual(STREAM_TYPES.toSorted());
    expect(rows.map(([, format]) => format).toSorted()).toEqual(BATCH_INPUTS.toSorted());
  });

  test('lists the parameters of the URL, and options that the command line has', async () => {
    const rows = tableBelow('## Parameters');
    expect(firstWords(rows)).toEqual(queryParameters());
    expect(quoted(rows[0]?.[2] ?? '')).toEqual([DEFAULT_BATCH_FIELDS.join()]);
    const { stdout } = await cli('validate', '--help');
    const options = new Set(stdout.match(/--[a-z-]+/g));
    const named = PAGE.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? [];
    expect(named.filter((option) => option !== '--silent' && !options.has(option))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });

  test('lists the fields, and what they hold of a line that could not be read', () => {
    const rows = tableBelow('### Fields');
    expect(firstWords(rows)).toEqual(BATCH_FIELDS);
    const record = JSON.parse(recordsOf({ line: '{', fields: BATCH_FIELDS })[0]!) as Record<string, unknown>;
    const said = rows.map(([field = '', , unread = '']) => [quoted(field)[0], quoted(unread)[0] ?? unread]);
    const words = { null: null, false: false, none: [], 'the same': 0, 'one of its own': ['LINE_NOT_JSON'] };
    for (const [field = '', word = ''] of said) {
      const expected = Object.hasOwn(words, word) ? words[word as keyof typeof words] : word;
      expect({ [field]: record[field] }).toEqual({ [field]: expected });
    }
  });

  test.each(tableBelow('### Ids').map(([id = '', echoed = '']) => ({ id: quoted(id)[0]!, echoed })))(
    'is right that the id $id is repeated: $echoed',
    ({ id, echoed }) => {
      const [record = ''] = recordsOf({ line: JSON.stringify({ pan: '4111111111111111', id }) });
      const { id: repeated } = JSON.parse(record) as { id?: string };
      expect(repeated).toBe(echoed === 'yes' ? id : undefined);
      expect(record.includes('ID_NOT_ECHOED')).toBe(echoed !== 'yes');
    },
  );

  test('lists the properties of a summary, and why one is aborted', () => {
    const counts = new BatchTally(tallyLayout(embeddedTables)).toCounts();
    const version = { dataVersion: embeddedTables.version, durationMs: 0 };
    const aborted = Object.keys(summaryOf(counts, version, 'lines_max'));
    expect(firstWords(tableBelow('## The summary'))).toEqual(['done', ...aborted]);
    const [, reasons = ''] = PAGE.split('| reason ');
    expect(firstWords(tableRows(`| reason ${reasons.split('\n\n')[0]}`))).toEqual(ABORT_REASONS);
  });

  test('lists the exit codes there are', () => {
    const listed = tableBelow('## On the command line').map(([code]) => Number(code));
    expect(listed).toEqual(Object.values(CLI_EXIT_CODES));
  });

  test('lists the limits, and their defaults', () => {
    const settings = Object.values(BATCH_SETTINGS).filter(({ name }) => name !== 'BATCH_WORKERS');
    const listed = tableBelow('## Limits').map(([name = '', value = '']) => [quoted(name)[0], quoted(value)[0]]);
    expect(listed).toEqual(settings.map(({ name, fallback }) => [name, fallback]));
    const named = PAGE.match(/\bBATCH_[A-Z_]+\b/g) ?? [];
    expect(named.filter((name) => SETTINGS.every((setting) => setting.name !== name))).toEqual([]);
  });

  test('names the problems of streams', () => {
    const [, section = ''] = PAGE.split('## Status, problems and trying again');
    const named = quoted(section.split('\n## ')[0]!).filter((word) => /^[a-z]+(_[a-z]+)+$/.test(word));
    expect(Object.keys(STREAM_PROBLEMS).filter((code) => !named.includes(code))).toEqual([]);
    expect(named.filter((code) => !Object.hasOwn(PROBLEMS, code))).toEqual([]);
  });

  test('lists the metrics, with their labels', () => {
    const listed = firstWords(tableBelow('## Metrics'));
    const metrics = new Metrics(VERSION).registry.getMetricsAsArray() as unknown as readonly MetricFacts[];
    const ours = metrics.filter(({ name }) => name.startsWith('card_batch_'));
    const labelled = ours.map(({ name, labelNames: [label] }) => (label === undefined ? name : `${name}{${label}}`));
    expect(listed.toSorted()).toEqual(labelled.toSorted());
  });

  test('links only to files and headings that are there', () => {
    const links = [...PAGE.matchAll(/\]\((?!http)([^)#]*)(?:#([^)]+))?\)/g)];
    expect(links.length).toBeGreaterThan(8);
    for (const [, path = '', heading] of links) {
      const text = path === '' ? PAGE : readFileSync(join(PROJECT, 'docs', path), 'utf8');
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title.toLowerCase().replaceAll(' ', '-'),
      );
      if (heading !== undefined) expect(headings).toContain(heading);
    }
  });
});

/** Of the committed contract. */
function queryParameters(): readonly string[] {
  const contract = JSON.parse(readFileSync(join(PROJECT, 'test', 'contract', 'openapi.json'), 'utf8')) as {
    paths: Record<string, { post: { parameters: readonly { in: string; name: string }[] } }>;
  };
  const { parameters } = contract.paths['/v1/cards/batch']!.post;
  return parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
}

/** What prom-client keeps on a metric and does not declare. */
interface MetricFacts {
  readonly name: string;
  readonly labelNames: readonly string[];
}
