import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { allowedNumbers } from '../../scripts/card-scan-allowed.js';
import { findCardNumbers } from '../../scripts/card-scan-finder.js';
import { newCanary } from '../leaks/canary.js';
import { PROJECT } from './house.js';

const NOBODY: ReadonlySet<string> = new Set();
const PAN = newCanary();
const codes = [...PAN].map((digit) => digit.charCodeAt(0));
const hex = codes.map((code) => code.toString(16));

/** Digits in groups of these sizes. */
function grouped(digits: string, sizes: readonly number[], separator: string): string {
  let at = 0;
  return sizes.map((size) => digits.slice(at, (at += size))).join(separator);
}

/** The number with its check digit, made of `payload`. */
function completed(payload: string): string {
  const candidates = Array.from({ length: 10 }, (_, digit) => `${payload}${digit}`);
  return candidates.find((pan) => findCardNumbers(Buffer.from(pan), NOBODY).length > 0) ?? payload;
}

const AMEX = completed(`37${'1234'.repeat(3)}`);
const NINETEEN = completed(`62${'2123'.repeat(4)}`);
const fullWidth = [...PAN].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
const arabicIndic = [...PAN].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join('');

describe('the scan for card numbers', () => {
  test.each<[form: string, text: string, name: string]>([
    ['together', `pan=${PAN}`, 'digits'],
    ['in a URL', `/v1/cards/${PAN}?x`, 'digits'],
    ['in groups of four', grouped(PAN, [4, 4, 4, 4], ' '), 'digits'],
    ['with dashes', grouped(PAN, [4, 4, 4, 4], '-'), 'digits'],
    ['with points', grouped(PAN, [4, 4, 4, 4], '.'), 'digits'],
    ['with spaces that do not break', grouped(PAN, [4, 4, 4, 4], '\u00a0'), 'digits'],
    ['as a number with separators', grouped(PAN, [4, 4, 4, 4], '_'), 'digits'],
    ['as American Express prints it', grouped(AMEX, [4, 6, 5], ' '), 'digits'],
    ['of nineteen digits, with a short last group', grouped(NINETEEN, [4, 4, 4, 4, 3], ' '), 'digits'],
    ['of nineteen digits', NINETEEN, 'digits'],
    ['full width', fullWidth, 'digits'],
    ['in Arabic-Indic digits', arabicIndic, 'digits'],
    ['in hex', hex.join(''), 'hex'],
    ['in spaced hex', hex.join(' '), 'hex'],
    ['percent-encoded', hex.map((code) => `%${code}`).join(''), 'hex'],
    ['escaped as JSON escapes', hex.map((code) => `\\u00${code}`).join(''), 'hex'],
    ['as bytes of C', hex.map((code) => `0x${code}`).join(', '), 'hex'],
    ['as bytes of a buffer', `[${codes.join(',')}]`, 'byte values'],
    ...['', 'x', 'xy'].map((before): [string, string, string] => [
      `in base64, after ${before.length} bytes`,
      Buffer.from(`${before}${PAN} etc.`).toString('base64'),
      'base64',
    ]),
    ['in base64, in groups', Buffer.from(`"pan":"${grouped(PAN, [4, 4, 4, 4], ' ')}"`).toString('base64'), 'base64'],
    ['in base64 for URLs', Buffer.from(`??>>${PAN}`).toString('base64url'), 'base64'],
  ])('sees one written %s, and on which line', (_form, text, name) => {
    const sightings = findCardNumbers(Buffer.from(`first\n${text}\nlast\n`), NOBODY);
    expect(sightings).toContainEqual({ line: 2, form: name });
  });

  test('sees one in UTF-16 of either order, and in a binary file', () => {
    const utf16 = Buffer.from(`\n${PAN}\n`, 'utf16le');
    const binary = Buffer.concat([Buffer.from([0, 255, 128, 10]), Buffer.from(PAN), Buffer.from([0, 1, 2])]);
    for (const bytes of [utf16, Buffer.from(utf16).swap16(), binary]) {
      expect(findCardNumbers(bytes, NOBODY)).toEqual([{ line: 2, form: 'digits' }]);
    }
  });

  test('leaves alone what only looks like one', () => {
    const wrong = `${PAN.slice(0, -1)}${(Number(PAN.at(-1)) + 1) % 10}`;
    const others = [
      `a${PAN}`,
      `${PAN}f`,
      `0.${PAN}`,
      '0'.repeat(16),
      `${PAN}${PAN}`,
      `123456-${PAN}`,
      '2026-11-22 2026-11-23',
    ];
    const text = [wrong, Buffer.from(` ${wrong} `).toString('base64'), ...others].join('\n');
    expect(findCardNumbers(Buffer.from(text), NOBODY)).toEqual([]);
  });

  test('allows published numbers, and those only', () => {
    const known = allowedNumbers();
    expect(known.size).toBeGreaterThan(500);
    expect(findCardNumbers(Buffer.from([...known].join('\n')), known)).toEqual([]);
    expect(findCardNumbers(Buffer.from([...known].join('\n')), NOBODY).length).toBeGreaterThan(400);
  });

  (existsSync(join(PROJECT, '.git')) ? test : test.skip)('finds none in this repository', () => {
    const output = execFileSync(process.execPath, ['scripts/card-scan.ts'], { cwd: PROJECT, encoding: 'utf8' });
    expect(output).toMatch(/^0 card numbers in \d+ files and messages/);
  });
});
