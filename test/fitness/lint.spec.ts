import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import type { Planted } from './house.js';
import { buildHouse, filesOf, PROJECT } from './house.js';

const LINT_TIMEOUT_MS = 60_000;

/** Lines that obey: each is forbidden elsewhere. */
const ALLOWED = {
  'src/core/reveals.ts': `export const digits = (pan: { reveal(): string }): string => pan.reveal();`,
  'src/core/asserts.ts': `export const first = (digits: string): string => digits[0]!;`,
  'src/config/reads.ts': `export const port = process.env['PORT'];`,
  'src/cli/prints.ts': `console.log('Ready.');`,
  'src/api/constants.ts': `const MAX = 9; export const errors = [new Error('No.'), new RangeError(\`Beyond \${MAX}.\`)];`,
  'src/cli/quotes.ts': `export const f = (file: string) => new Error(\`No \${file}.\`);`,
  'jest.config.mjs': `export default {};`,
};

const PLANTED: readonly Planted[] = [
  { rule: 'no-console', file: 'src/api/logs.ts', text: `console.log('a card');` },
  {
    rule: 'no-restricted-syntax',
    file: 'src/api/reveals.ts',
    text: `export const f = (pan: { reveal(): string }) => pan.reveal();`,
  },
  ...[
    'new Error(`bad ${pan}`)',
    `new TypeError('bad ' + pan)`,
    'new RangeError(pan)',
    'RangeError(pan)',
    'new Error(String(pan))',
    'new AggregateError([], pan)',
    'new BadRequestException(`bad ${pan}`)',
    'new CardError(`bad ${pan}`)',
    'new CardError(JSON.stringify({ pan }))',
    'new CardError(new Error(pan).message)',
    'log.info(`card ${pan}`)',
    'log.warn(pan)',
    `this.log.error('card ' + pan)`,
  ].map((made, index) => ({
    rule: 'house/constant-messages',
    file: `src/${['api', 'core', 'logging', 'security', 'validation'][index % 5]!}/quotes-${index}.ts`,
    text: `export function f(this: any, pan: string, log: any) { return ${made}; }`,
  })),
  {
    rule: 'house/constant-messages',
    file: 'src/validation/super.ts',
    text: 'export class CardError extends Error { constructor(pan: string) { super(`bad ${pan}`); } }',
  },
  { rule: 'no-restricted-syntax', file: 'src/health/env.ts', text: `export const port = process.env['PORT'];` },
  {
    rule: 'no-restricted-syntax',
    file: 'src/health/env2.ts',
    text: `import { env } from 'node:process'; export const e = env;`,
  },
  { rule: 'no-restricted-exports', file: 'src/validation/default.ts', text: `export default class Validation {}` },
  { rule: 'no-restricted-imports', file: 'src/core/npm.ts', text: `import fc from 'fast-check'; export const x = fc;` },
  { rule: 'no-restricted-globals', file: 'src/core/process.ts', text: `export const id = process.pid;` },
  { rule: 'no-restricted-properties', file: 'src/core/clock.ts', text: `export const now = Date.now();` },
  { rule: 'no-restricted-properties', file: 'src/core/dice.ts', text: `export const die = Math.random();` },
  { rule: 'no-restricted-syntax', file: 'src/core/today.ts', text: `export const today = new Date();` },
  {
    rule: 'no-restricted-syntax',
    file: 'src/core/state.ts',
    text: `export let calls = 0; export const call = () => calls++;`,
  },
  {
    rule: '@typescript-eslint/no-non-null-assertion',
    file: 'src/api/asserts.ts',
    text: `export const f = (s: string) => s[0]!;`,
  },
  { rule: '@typescript-eslint/no-floating-promises', file: 'src/api/floats.ts', text: `Promise.resolve(1);` },
  { rule: 'max-lines', file: 'src/api/long.ts', text: 'export {};\n'.repeat(201) },
  { rule: 'house/file-grows-long', file: 'src/api/growing.ts', text: 'export {};\n'.repeat(151) },
  {
    rule: 'max-lines-per-function',
    file: 'src/api/sprawls.ts',
    text: `export function f() {\n${'f();\n'.repeat(40)}}`,
  },
  {
    rule: 'max-params',
    file: 'src/api/params.ts',
    text: `export const f = (a = 1, b = 1, c = 1, d = 1, e = 1) => a + b + c + d + e;`,
  },
  {
    rule: 'max-depth',
    file: 'src/api/deep.ts',
    text: `export function f(a: boolean) { if (a) { if (a) { if (a) { if (a) { f(a); } } } } }`,
  },
];

describe('the house rules of the linter', () => {
  let scratch: string;
  let findings: readonly string[];

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'iinspect-lint-'));
    findings = lint(buildHouse(join(scratch, 'house'), { ...ALLOWED, ...filesOf(PLANTED) }));
  }, LINT_TIMEOUT_MS);

  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  test.each(PLANTED)('$rule: sees $file', ({ rule, file }) => {
    expect(findings).toContain(`${rule}: ${file}`);
  });

  test.each(Object.keys(ALLOWED))('allows %s', (file) => {
    expect(findings.filter((finding) => finding.endsWith(` ${file}`))).toEqual([]);
  });
});

/** As `rule: file`. */
function lint(house: string): string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(PROJECT, 'node_modules/eslint/bin/eslint.js'),
      ...['--config', join(PROJECT, 'eslint.config.mjs'), '--format', 'json', '.'],
    ],
    { cwd: house, encoding: 'utf8', maxBuffer: 100 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(`eslint left no report: ${stderr}`);
  const results = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string | null; message: string }[] }[];
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, message }) => `${ruleId ?? message}: ${relative(house, filePath)}`),
  );
}
