import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '..', '..');
const MEASURE_TIMEOUT_MS = 120_000;

/** Rows of the table that was printed, without its head. */
function measured(...args: readonly string[]): readonly (readonly string[])[] {
  const script = [join(PROJECT, 'scripts/start-measure.ts'), '--starts', '1', '--requests', '50', ...args];
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', ...script], {
    encoding: 'utf8',
    cwd: PROJECT,
  });
  const rows = stdout.split('\n').filter((line) => line.startsWith('|'));
  if (rows.length === 0) throw new Error(stderr);
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('npm run start:measure', () => {
  it(
    'has a row for every set of doors, with a number in every column',
    () => {
      const rows = measured();
      expect(rows.map(([title]) => title)).toEqual(['all on', 'GRAPHQL_ENABLED=false', '… and DOCS_ENABLED=false']);
      for (const [, ...numbers] of rows) {
        expect(numbers).toHaveLength(7);
        expect(numbers.filter((number) => !(Number(number) > 0))).toEqual([]);
      }
    },
    MEASURE_TIMEOUT_MS,
  );

  it(
    'compares flags of Node',
    () => {
      const rows = measured('--only', 'all on', '--node-flags=', '--node-flags=--max-old-space-size=96');
      expect(rows.map(([title]) => title)).toEqual(['all on', 'all on · --max-old-space-size=96']);
    },
    MEASURE_TIMEOUT_MS,
  );
});
