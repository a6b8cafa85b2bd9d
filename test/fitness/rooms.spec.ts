import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildHouse, filesOf, PROJECT } from './house.js';
import { ACCOMPLICES, GOOD_HOUSE, PLANTED } from './rooms.fixture.js';

const CONFIG = join(PROJECT, '.dependency-cruiser.cjs');
const CRUISER = join(PROJECT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const CRUISE_TIMEOUT_MS = 60_000;

describe('the rules of the rooms', () => {
  let scratch: string;
  let violations: readonly string[];

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'iinspect-rooms-'));
    const files = { ...GOOD_HOUSE, ...ACCOMPLICES, ...filesOf(PLANTED) };
    violations = violationsIn(buildHouse(join(scratch, 'planted'), files));
  }, CRUISE_TIMEOUT_MS);

  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  test.each(PLANTED)('$rule: sees $file', ({ rule, file }) => {
    expect(violations).toContain(`${rule}: ${file}`);
  });

  test('every rule was seen to bite', () => {
    expect([...new Set(PLANTED.map(({ rule }) => rule))].sort()).toEqual(ruleNames().sort());
  });

  test(
    'a house that keeps them passes',
    () => {
      expect(violationsIn(buildHouse(join(scratch, 'good'), GOOD_HOUSE))).toEqual([]);
    },
    CRUISE_TIMEOUT_MS,
  );

  test(
    'this house keeps them',
    () => {
      expect(violationsIn(PROJECT)).toEqual([]);
    },
    CRUISE_TIMEOUT_MS,
  );
});

/** As `rule: file that imports`. */
function violationsIn(house: string): string[] {
  const roots = ['src', 'test', 'web'].filter((root) => existsSync(join(house, root)));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [CRUISER, '--config', CONFIG, '--output-type', 'json', ...roots],
    { cwd: house, encoding: 'utf8', maxBuffer: 100 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(`dependency-cruiser left no report: ${stderr}`);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
}

function ruleNames(): string[] {
  const config = createRequire(import.meta.url)(CONFIG) as { forbidden: { name: string }[] };
  return config.forbidden.map(({ name }) => name);
}
