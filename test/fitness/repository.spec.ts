import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROJECT } from './house.js';

const PUBLISHED_NUMBERS = 'data/test-cards.csv';

/** Worked examples from the literature, on nobody's card. */
const TEXTBOOK_NUMBERS = [
  '4539578763621486', // Source: the note on Luhn this project began with
  '490154203237518', // Source: Wikipedia, "International Mobile Equipment Identity"; a telephone
];

/** Checksums and versions, written by npm. */
const NOT_OURS = ['package-lock.json'];

/** 13 to 19 digits, together or in the groups printed on a card; not part of a hex or base64 word, nor of a fraction. */
const CARD_LIKE = /(?<![\p{L}\p{N}_]|\d[.-])(?:\d{13,19}|\d{4}(?:[ -]\d{4,6}){2,4})(?![\p{L}\p{N}_]|-\d)/gu;

describe('the repository', () => {
  const files = trackedFiles();

  (files === null ? test.skip : test)('holds no card number but published test numbers', () => {
    const known = new Set([...publishedNumbers(), ...TEXTBOOK_NUMBERS]);
    const found = (files ?? []).flatMap(
      (file) =>
        cardNumbersIn(readText(file))
          .filter(({ pan }) => !known.has(pan))
          .map(({ line }) => `${file}:${line}`), // the place, never the number: this report may end up in a log
    );
    expect(found).toEqual([]);
  });

  test('a card number would be seen, together or in groups, and by its line', () => {
    const pan = withCheckDigit('400000123456789');
    const grouped = pan.replace(/\d{4}(?=\d)/g, '$& ');
    const text = `first\npan=${pan}\n/v1/cards/${pan}\n"${grouped}"\n`;
    expect(cardNumbersIn(text).map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  test('what only looks like one is left alone', () => {
    const pan = withCheckDigit('400000123456789');
    const wrongCheckDigit = pan.slice(0, -1) + String((Number(pan.at(-1)) + 1) % 10);
    const text = `${wrongCheckDigit} a${pan} ${pan}f 0.${pan} 0000000000000000 ${pan}${pan} 123456-${pan}`;
    expect(cardNumbersIn(text)).toEqual([]);
  });
});

/** Everything a commit would hold; null outside a clone. */
function trackedFiles(): string[] | null {
  try {
    const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: PROJECT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const files = output.split('\0').filter((file) => file !== '' && existsSync(join(PROJECT, file)));
    return files.filter((file) => !NOT_OURS.includes(file));
  } catch (error) {
    process.stderr.write(`Not looking for card numbers in tracked files: ${String(error)}\n`);
    return null;
  }
}

/** The first column of the table. */
function publishedNumbers(): string[] {
  const [header, ...rows] = readText(PUBLISHED_NUMBERS).split('\n');
  if (!header?.startsWith('pan,')) throw new Error(`${PUBLISHED_NUMBERS} does not begin with the column pan.`);
  return rows.map((row) => row.split(',')[0]!);
}

/** Empty for a binary file. */
function readText(file: string): string {
  const text = readFileSync(join(PROJECT, file), 'utf8');
  return text.includes('\0') ? '' : text;
}

function cardNumbersIn(text: string): { pan: string; line: number }[] {
  return text.split('\n').flatMap((content, index) =>
    [...content.matchAll(CARD_LIKE)]
      .map(([match]) => match.replaceAll(/[ -]/g, ''))
      .filter((digits) => isCardLength(digits) && !isRepeatedDigit(digits) && passesLuhn(digits))
      .map((pan) => ({ pan, line: index + 1 })),
  );
}

function isCardLength(digits: string): boolean {
  return digits.length >= 13 && digits.length <= 19;
}

function isRepeatedDigit(digits: string): boolean {
  return new Set(digits).size === 1;
}

/** Luhn as ISO/IEC 7812-1 writes it down; on purpose not the one of src/core. */
function passesLuhn(digits: string): boolean {
  const written = [...digits].reverse().map((digit, place) => (place % 2 === 1 ? String(Number(digit) * 2) : digit));
  return [...written.join('')].reduce((sum, digit) => sum + Number(digit), 0) % 10 === 0;
}

function withCheckDigit(payload: string): string {
  const candidates = Array.from({ length: 10 }, (_, digit) => payload + String(digit));
  return candidates.find(passesLuhn)!;
}
