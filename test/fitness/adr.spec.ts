import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROJECT } from './house.js';

const MARK = 'Enforced by:';

/** Relative and with a file's or folder's look: `src/core/pan.ts`, `eslint.config.mjs`, `test/e2e/`; not `npm run check`. */
const PATH = /^\.?[\w@-][\w@.-]*(\/[\w@.-]+)*(\/|\.(cjs|csv|json|md|mjs|ts|yaml|yml))$/;

describe('architecture decision records', () => {
  test('each ends by naming what enforces it', () => {
    const wishes = records().filter(({ text }) => !lastParagraph(text).startsWith(MARK));
    expect(wishes.map(({ name }) => name)).toEqual([]);
  });

  test('each check that is named by its path exists', () => {
    const missing = records().flatMap(({ name, text }) => missingPaths(text).map((path) => `${name}: ${path}`));
    expect(missing).toEqual([]);
  });

  test('a record that names a check which is not there is seen', () => {
    const text = '# Title\n\nWhy.\n\nEnforced by: `npm run check`, `package.json`, `test/fitness/nowhere.spec.ts`.\n';
    expect(lastParagraph(text)).toMatch(/^Enforced by:/);
    expect(missingPaths(text)).toEqual(['test/fitness/nowhere.spec.ts']);
  });
});

function records(): { name: string; text: string }[] {
  const folder = join(PROJECT, 'docs/adr');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** The line may be wrapped. */
function lastParagraph(text: string): string {
  return (
    text
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? ''
  );
}

function missingPaths(text: string): string[] {
  const quoted = [...lastParagraph(text).matchAll(/`([^`]+)`/g)].map(([, token]) => token!);
  return quoted.filter((token) => PATH.test(token) && !existsSync(join(PROJECT, token)));
}
