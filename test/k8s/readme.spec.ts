import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { OPERATOR_MADE } from '../../scripts/k8s/operator-made.js';
import { quoted, tableRows } from '../docs/markdown.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const K8S = join(PROJECT, 'k8s');
const page = readFileSync(join(K8S, 'README.md'), 'utf8');

/** What stands in backticks in the first cell of a row. */
const firstWords = tableRows(page).map(([first = '']) => quoted(first)[0] ?? '');

describe('k8s/README.md', () => {
  test('maps every folder, and no other', () => {
    const inside = (folder: string): readonly string[] =>
      readdirSync(join(K8S, folder)).map((name) => `${folder}/${name}`);
    const folders = ['base', ...inside('components'), ...inside('overlays')];
    const mapped = firstWords.filter((word) => word === 'base' || word.includes('/'));
    expect(mapped.toSorted()).toEqual(folders.toSorted());
  });

  test('names every Secret that somebody has to make, and what is in it', () => {
    for (const { name, keys } of OPERATOR_MADE) {
      const row = tableRows(page).find(([first = '']) => quoted(first)[0] === name);
      expect({ name, keys: keys.filter((key) => !quoted(row?.join(' ') ?? '').includes(key)) }).toEqual({
        name,
        keys: [],
      });
    }
  });

  test('has commands for files that exist, and follows no link to nowhere', () => {
    const paths = [...page.matchAll(/ k8s\/[\w./-]+/g)].map(([path]) => path.trim());
    const links = [...page.matchAll(/\]\((\.\.\/[^)#]+)/g)].map(([, link = '']) => join('k8s', link));
    expect([paths.length > 3, links.length > 5]).toEqual([true, true]);
    expect([...paths, ...links].filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  });
});
