import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { vocabularyOf, wordsOf } from './identifiers.js';
import { quoted, tableRows } from './markdown.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const glossary = readFileSync(join(PROJECT, 'docs', 'glossary.md'), 'utf8');
const { identifiers, literals } = vocabularyOf(join(PROJECT, 'src'));
const names = new Set(identifiers.map(({ name }) => name));

/** As the words they are made of, singular; plural and inflected forms follow from these. */
const FORBIDDEN: readonly string[] = [
  'card number',
  'cc',
  'cc num',
  'cc number',
  'checksum',
  'check sum',
  'bank',
  'scheme',
  'co brand',
  'co branded',
  'card type',
  'bin',
];

/** Third parties call their files BIN files, and this room reads them. */
const BIN_MAY_BE_SAID_IN = /^bin-data[\\/]/;

function forbiddenIn(identifier: string, file = ''): readonly string[] {
  const text = ` ${wordsOf(identifier).join(' ')} `;
  return FORBIDDEN.filter((word) => text.includes(` ${word} `) || text.includes(` ${word}s `)).filter(
    (word) => word !== 'bin' || !BIN_MAY_BE_SAID_IN.test(file),
  );
}

describe('the words of src', () => {
  test('are none of those the glossary has another word for', () => {
    const found = identifiers.filter(({ name, file }) => forbiddenIn(name, file).length > 0);
    expect([...new Set(found.map(({ name, file }) => `${file}: ${name}`))]).toEqual([]);
  });

  test('were read: there are many, from every room', () => {
    expect(names.size).toBeGreaterThan(800);
    for (const room of ['core', 'validation', 'bin-data', 'api', 'config']) {
      expect(identifiers.some(({ file }) => file.startsWith(room))).toBe(true);
    }
  });

  test.each([
    ['cardNumber', 'card number'],
    ['CARD_NUMBERS_MAX', 'card number'],
    ['#ccNum', 'cc num'],
    ['fileChecksum', 'checksum'],
    ['isBank', 'bank'],
    ['schemes', 'scheme'],
    ['binLookup', 'bin'],
    ['coBrandedWith', 'co branded'],
  ])('a name like %s would be seen', (identifier, word) => {
    expect(forbiddenIn(identifier)).toContain(word);
  });

  test.each(['binary', 'combine', 'accept', 'panNumberless', 'discardNumber', 'embankment'])(
    '%s is left alone',
    (name) => {
      expect(forbiddenIn(name)).toEqual([]);
    },
  );

  test('may say bin where the files of third parties are read', () => {
    expect(forbiddenIn('parseBinRow', 'bin-data/kicc.ts')).toEqual([]);
    expect(forbiddenIn('parseBinRow', 'core/iin.ts')).toEqual(['bin']);
  });
});

describe('docs/glossary.md', () => {
  const inCode = tableRows(glossary).flatMap(([word, cell]) => quoted(cell ?? '').map((name) => ({ word, name })));

  test('names only what src holds', () => {
    expect(inCode.length).toBeGreaterThan(80);
    const invented = inCode.filter(({ name }) => !names.has(name) && !literals.has(name));
    expect(invented).toEqual([]);
  });

  test('explains each word once', () => {
    const words = tableRows(glossary).map(([word]) => word);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  test('lists the words that are no names, as the check above knows them', () => {
    const [, list = ''] = glossary.split('## Words that are no names here');
    const listed = list.split('·').map((item) => wordsOf(quoted(item)[0] ?? '').join(' '));
    expect(listed.filter((word) => !FORBIDDEN.includes(word))).toEqual([]);
    expect(listed.length).toBeGreaterThan(8);
  });
});
