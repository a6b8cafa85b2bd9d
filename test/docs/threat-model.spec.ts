import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoted, tableRows } from './markdown.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const THREATS = readFileSync(join(PROJECT, 'docs/threat-model.md'), 'utf8');
const SECURITY = readFileSync(join(PROJECT, 'SECURITY.md'), 'utf8');

const TEST_PATH = /^(?:test|src)\/[\w./-]+\.(?:e2e-)?spec\.ts$/;

/** A row about a threat begins with one or more letters of STRIDE. */
const CLAIMS = tableRows(THREATS).filter(([threat = '']) => /^[STRIDE]: /.test(threat));

/** Words that promise what software cannot. */
const BOASTS =
  /PCI(?:[ -]DSS)?[ -]complian|complian(?:t|ce)[^.]{0,20}guarantee|guarantee[^.]{0,20}complian|PCI(?:[ -]DSS)?[ -]certified/i;

const scripts = Object.keys(
  (JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { scripts: object }).scripts,
);

/** Paths and commands of a text that are not there. */
function missingIn(markdown: string): readonly string[] {
  const words = quoted(markdown);
  const commands = words
    .map((word) => /^npm run (?:--silent )?([\w:-]+)/.exec(word)?.[1])
    .filter((name) => name !== undefined);
  const paths = words.filter((word) => /^(?:test|src|scripts|docs|data)\/[\w./-]*\w$/.test(word));
  const links = [...markdown.matchAll(/\]\(((?:\.\.\/)?[\w./-]+)\)/g)].map(([, link = '']) =>
    link.replace(/^\.\.\//, ''),
  );
  return [
    ...commands.filter((name) => !scripts.includes(name)),
    ...[...paths, ...links].filter(
      (path) => !existsSync(join(PROJECT, path)) && !existsSync(join(PROJECT, 'docs', path)),
    ),
  ];
}

/** Every page that this repository shows. */
function pages(): readonly string[] {
  const inFolder = (folder: string): string[] =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
  const top = readdirSync(PROJECT).filter((file) => file.endsWith('.md'));
  return [...top, ...['docs', 'data', 'bench', 'src', 'scripts'].flatMap(inFolder)].filter((file) =>
    /\.(?:md|ts|html)$/.test(file),
  );
}

describe('the threat model', () => {
  test('names at least one test or command for every claim', () => {
    expect(CLAIMS.length).toBeGreaterThan(40);
    const shown = ([, , by = '']: readonly string[]): boolean =>
      quoted(by).some((word) => TEST_PATH.test(word) || word.startsWith('npm run '));
    expect(CLAIMS.filter((row) => !shown(row)).map(([threat]) => threat)).toEqual([]);
  });

  test('says of every threat what is designed against it', () => {
    expect(CLAIMS.filter(([, designed = '']) => designed.length < 20)).toEqual([]);
  });

  test('goes through all kinds of threats', () => {
    expect(new Set(CLAIMS.map(([threat = '']) => threat[0]))).toEqual(new Set('STRIDE'));
  });

  test('names only tests, files and commands that are there', () => {
    expect(missingIn(THREATS)).toEqual([]);
    expect(missingIn(SECURITY)).toEqual([]);
    const wrong = '`test/nothing.spec.ts` `npm run nothing` [x](../docs/nothing.md) `test/docs/threat-model.spec.ts`';
    expect(missingIn(wrong)).toEqual(['nothing', 'test/nothing.spec.ts', 'docs/nothing.md']);
  });

  test('names only tests in which something is tested', () => {
    const files = [...new Set(CLAIMS.flatMap((row) => quoted(row.join(' '))).filter((word) => TEST_PATH.test(word)))];
    expect(files.length).toBeGreaterThan(30);
    const empty = files.filter(
      (file) => !/\b(?:it|test)(?:\.\w+)*\)?[(`]/.test(readFileSync(join(PROJECT, file), 'utf8')),
    );
    expect(empty).toEqual([]);
  });

  test('names only settings that there are', () => {
    const settings = readFileSync(join(PROJECT, 'docs/configuration.md'), 'utf8');
    const named = quoted(THREATS).filter((word) => /^[A-Z]+(?:_[A-Z]+)+$/.test(word));
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !settings.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('no page', () => {
  test('promises what only an assessment of an organisation can say', () => {
    const found = pages().filter((file) => BOASTS.test(readFileSync(join(PROJECT, file), 'utf8')));
    expect(pages().length).toBeGreaterThan(100);
    expect(found).toEqual([]);
    for (const words of ['PCI compliant', 'PCI DSS compliant', 'PCI-DSS compliance', 'compliance is guaranteed']) {
      expect(words).toMatch(BOASTS);
    }
  });
});
