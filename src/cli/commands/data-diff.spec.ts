import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { cli } from '../../../test/cli/fake-io.js';
import { folderWith } from '../../../test/cli/issuer-files.js';

const HEADER = 'low,issuer,country,brand\n';
const ONE = '457973,One,KR,visa\n';
const TWO = '457974,Two,US,visa\n';
const FILES = {
  'one.csv': HEADER + ONE,
  'other.csv': `${HEADER}457973,Another,KR,visa\n`,
  'both.csv': HEADER + ONE + TWO,
  'strange.csv': `${HEADER}457973,One,KR,jcb\n`,
};

describe('iinspect data diff', () => {
  const folder = folderWith(FILES);
  const path = (name: keyof typeof FILES): string => join(folder, name);
  afterAll(() => rmSync(folder, { recursive: true }));

  const counts = async (now: keyof typeof FILES, before: keyof typeof FILES) => {
    const { stdout, exitCode } = await cli('data', 'diff', path(now), '--against', path(before), '--json', '-q');
    return { exitCode, json: JSON.parse(stdout) as unknown };
  };

  test.each([
    ['only added to', 'both.csv', 'one.csv', { exitCode: 1, added: 1, removed: 0, changed: 0 }],
    ['only taken from', 'one.csv', 'both.csv', { exitCode: 1, added: 0, removed: 1, changed: 0 }],
    ['only changed', 'other.csv', 'one.csv', { exitCode: 1, added: 0, removed: 0, changed: 1 }],
    ['the same', 'both.csv', 'both.csv', { exitCode: 0, added: 0, removed: 0, changed: 0 }],
  ] as const)(
    'of issuer data that is %s: exit code and counts',
    async (_how, now, before, { exitCode, ...expected }) => {
      const found = await counts(now, before);
      expect(found.exitCode).toBe(exitCode);
      expect(found.json).toMatchObject(expected);
      const { exitCode: inText, stdout } = await cli('data', 'diff', path(now), '--against', path(before), '-q');
      expect(inText).toBe(exitCode);
      expect(stdout).not.toBe('');
    },
  );

  test('with our own tables: 0 where both name the same brand, 1 where they do not', async () => {
    expect(await cli('data', 'diff', path('one.csv'), '-q')).toMatchObject({ exitCode: 0 });
    expect(await cli('data', 'diff', path('strange.csv'), '-q')).toMatchObject({ exitCode: 1 });
    expect(await cli('data', 'diff', path('strange.csv'), '-q', '--json')).toMatchObject({ exitCode: 1 });
  });
});
