import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { CLI_EXIT_CODES } from '../../src/cli/exit-codes.js';
import { parseFields, parseShard } from '../../src/cli/validate/option-parsers.js';

jest.setTimeout(120_000);

const PROJECT = join(import.meta.dirname, '..', '..');
const PAGE = readFileSync(join(PROJECT, 'docs', 'scale-out.md'), 'utf8');
const MAIN = join(PROJECT, 'dist', 'cli', 'main.js');
const PANS = ['4111111111111111', '4111111111111112', '5555555555554444', '', 'abc'];
const LINES = 5000;

interface Job {
  readonly spec: {
    readonly completions: number;
    readonly podFailurePolicy: {
      readonly rules: readonly [
        { readonly action: string; readonly onExitCodes: { readonly values: readonly number[] } },
      ];
    };
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly args: readonly string[] }] } };
  };
}

/** Shards a file, and adds up what the shards counted. */
const JOB = readJob('job.yaml');
const MERGE = readJob('merge-job.yaml');

function readJob(name: string): Job {
  return parse(readFileSync(join(PROJECT, 'k8s', 'overlays', 'batch-job', name), 'utf8')) as Job;
}

function argsOf({ spec }: Job): readonly string[] {
  return spec.template.spec.containers[0].args;
}

/** The lines of the `sh` blocks, block by block. */
const BLOCKS = [...PAGE.matchAll(/```sh\n([^`]+)```/g)].map(([, block = '']) => block.trim().split('\n'));

const hasParallel = findsParallel();
if (!hasParallel)
  process.stderr.write('docs/scale-out.md: GNU parallel is not installed, so its examples are not run.\n');

/** The program of that name in moreutils is another one, and does not know the option. */
function findsParallel(): boolean {
  try {
    return execFileSync('parallel', ['--version'], { encoding: 'utf8', stdio: 'pipe' }).startsWith('GNU parallel');
  } catch {
    return false;
  }
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'iinspect-scale-out-'));
  // What an installed package has.
  mkdirSync(join(folder, 'bin'));
  const program = join(folder, 'bin', 'iinspect');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  chmodSync(program, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
}

/** In a folder of its own with the file of the examples. */
function runIn(name: string): (line: string) => Ran {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  const cards = Array.from({ length: LINES }, (_, line) => `${PANS[line % PANS.length] ?? ''}\n`);
  writeFileSync(join(cwd, 'cards.txt'), cards.join(''));
  const path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  return (line) => {
    const { status, stdout } = spawnSync('/bin/sh', ['-c', line], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, PATH: path, HOME: cwd },
    });
    return { status, stdout };
  };
}

describe('docs/scale-out.md', () => {
  test('has an example of each kind of GNU parallel', () => {
    expect(BLOCKS.map(([first = '']) => first.includes('--pipepart'))).toEqual([false, true]);
    expect(BLOCKS.map((block) => block.at(-1)?.startsWith('iinspect summary merge '))).toEqual([true, true]);
  });

  (hasParallel ? test : test.skip)('shards a file with GNU parallel, and loses nothing', () => {
    const run = runIn('shards');
    const whole = run('iinspect validate cards.txt --fields offset,status --summary whole.json');
    for (const line of BLOCKS[0]?.slice(0, -1) ?? []) {
      const { status } = run(line.replace('--jobs 1', '--jobs 1 --fields offset,status'));
      expect({ line, status }).toEqual({ line, status: 0 });
    }
    expect(withoutLine(run('cat verdicts-?.ndjson').stdout)).toEqual(withoutLine(whole.stdout));
    const merged = JSON.parse(run(BLOCKS[0]?.at(-1) ?? '').stdout);
    expectSame(merged, JSON.parse(run('cat whole.json').stdout));
    expect(run('rm summary-3.json && iinspect summary merge summary-*.json').status).toBe(CLI_EXIT_CODES.data);
    expect(readdirSync(join(folder, 'shards')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  (hasParallel ? test : test.skip)('lets GNU parallel cut the file, and loses nothing', () => {
    const run = runIn('blocks');
    const whole = run('iinspect validate cards.txt --summary whole.json');
    for (const line of BLOCKS[1]?.slice(0, -1) ?? []) {
      const { status } = run(line);
      expect({ line, status }).toEqual({ line, status: 0 });
    }
    expect(withoutLine(run('cat verdicts.ndjson').stdout)).toEqual(withoutLine(whole.stdout));
    const merged = JSON.parse(run(BLOCKS[1]?.at(-1) ?? '').stdout);
    expect(merged.parts).toBeGreaterThan(1);
    expectSame(merged, JSON.parse(run('cat whole.json').stdout));
  });

  test('points at a Job whose pods do what it says', () => {
    expect(PAGE).toContain('`k8s/overlays/batch-job`');
    const args = argsOf(JOB).map((arg) => arg.replaceAll('$(JOB_COMPLETION_INDEX)', '3'));
    const shard = args.find((arg) => arg.startsWith('--shard='))?.slice('--shard='.length) ?? '';
    expect(parseShard(shard)).toEqual({ index: 3, count: JOB.spec.completions });
    const run = runIn('pod');
    expect(args.slice(0, 2)).toEqual(['validate', '/in/cards.txt']);
    const line = `iinspect ${args.join(' ').replace('/in/', '').replaceAll('/out/', '')}`;
    expect(run(line)).toEqual({ status: 0, stdout: '' });
    expect(readdirSync(join(folder, 'pod')).sort()).toEqual(['cards.txt', 'summary-3.json', 'verdicts-3.ndjson']);
  });

  test('points at a Job that adds up all shards, and refuses where one is missing', () => {
    const run = runIn('merge');
    const inHere = (args: readonly string[]): string => `iinspect ${args.join(' ').replaceAll(/\/(in|out)\//g, '')}`;
    const { completions } = JOB.spec;
    for (let index = 0; index < completions; index++)
      run(inHere(argsOf(JOB)).replaceAll('$(JOB_COMPLETION_INDEX)', String(index)));
    const merged = run(inHere(argsOf(MERGE)));
    expect({ status: merged.status, read: JSON.parse(merged.stdout) }).toMatchObject({
      status: 0,
      read: { parts: completions, lines: LINES },
    });
    run('cp summary-0.json summary-3.json');
    expect(run(inHere(argsOf(MERGE))).status).toBe(CLI_EXIT_CODES.data);
    run('rm summary-3.json');
    expect(run(inHere(argsOf(MERGE))).status).toBe(CLI_EXIT_CODES.input);
  });

  test('pipes a partition of Spark through a command that works', () => {
    const command = /\.pipe\("iinspect ([^"]+)"/.exec(PAGE)?.[1] ?? '';
    const { status, stdout } = runIn('spark')(`printf '{"pan":"%s","id":"a"}\\n' ${PANS[0]} | iinspect ${command}`);
    expect({ status, record: JSON.parse(stdout) }).toEqual({
      status: 0,
      record: { line: 1, id: 'a', status: 'valid', brand: 'visa', findings: ['TEST_CARD'] },
    });
  });

  test('does not try again what trying again does not cure', () => {
    const [rule] = JOB.spec.podFailurePolicy.rules;
    expect(rule.action).toBe('FailJob');
    const { values } = rule.onExitCodes;
    expect(PAGE).toContain(`\`FailJob\` on ${values.join(' and ')}`);
    expect(values).toEqual([CLI_EXIT_CODES.usage, CLI_EXIT_CODES.data]);
  });

  test('says how long a record is', () => {
    const run = runIn('lengths');
    writeFileSync(join(folder, 'lengths', 'cards.txt'), '4111111111111111\n'.repeat(2));
    const length = (args: string): number =>
      (run(`iinspect validate cards.txt ${args}`).stdout.split('\n')[1] ?? '').length;
    // Nine digits of a line number instead of one, and a line feed.
    expect(Math.abs(length('') + 9 - 105)).toBeLessThan(10);
    expect(Math.abs(length('--fields status') + 9 - 36)).toBeLessThan(6);
    expect(parseFields('status')).toEqual(['status']);
  });
});

/** Line numbers count within a part. */
function withoutLine(ndjson: string): readonly string[] {
  const records = ndjson.split('\n').map((record) => record.replace(/"line":\d+,/, ''));
  expect(records).toHaveLength(LINES + 1);
  return records;
}

/** Times and parts aside. */
function expectSame(merged: Readonly<Record<string, unknown>>, whole: Readonly<Record<string, unknown>>): void {
  const times = { durationMs: expect.any(Number), slowestMs: expect.any(Number), parts: expect.any(Number) };
  expect(merged).toEqual({ ...whole, ...times });
}
