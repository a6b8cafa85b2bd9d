import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { SETTINGS } from '../../src/config/settings.js';

const text = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');

function cells(row: string): readonly string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

it('docs/configuration.md lists every setting, its default and its meaning, in the order of the code', () => {
  const rows = text.split('\n').filter((line) => /^\|\s*`[A-Z]/.test(line));
  expect(rows.map(cells)).toEqual(
    SETTINGS.map(({ name, default: fallback, meaning }) => [`\`${name}\``, fallback, meaning]),
  );
});
