import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { brandOf } from './brand-claim.js';
import { BRAND_IDS } from './brand-ids.table.js';
import { BRAND_WORDS, LOCAL_WORDS } from './brand-words.table.js';
import { CellMemory } from './cell-memory.js';
import { cleanText, holdsLongDigitRun } from './claim-text.js';
import { countryListOf } from './country-claim.js';
import { fundingOf, saysPrepaid } from './funding-claim.js';
import { panLengthsOf } from './pan-length-claim.js';
import { ANY_PREFIX, FULL_IINS, readBounds } from './prefix-bounds.js';
import { segmentOf } from './segment-claim.js';

describe('a brand', () => {
  const brands = readFileSync(join(import.meta.dirname, '../../../data/brands.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);

  test('is one of those of data/brands.csv, neither more nor fewer', () => {
    expect(BRAND_IDS).toEqual(brands.map((row) => row.split(',')[0]));
  });

  test('is known by its id and by its name', () => {
    for (const row of brands) {
      const [id = '', name = ''] = row.split(',');
      expect([brandOf(id), brandOf(name.replace('China ', ''))]).toEqual([
        { kind: 'ours', id },
        { kind: 'ours', id },
      ]);
    }
  });

  test('has words that lead to brands of ours, each in the form they are compared in', () => {
    for (const [word, id] of BRAND_WORDS) {
      expect(BRAND_IDS).toContain(id);
      expect(brandOf(word)).toEqual({ kind: 'ours', id });
    }
    for (const word of LOCAL_WORDS) expect(brandOf(word)).toEqual({ kind: 'local' });
  });

  test.each([
    ['AMERICAN EXPRESS', 'american_express'],
    ['American-Express', 'american_express'],
    ['CHINA UNION PAY', 'unionpay'],
    ['DINERS CLUB INTERNATIONAL', 'diners_club'],
    ['Master Card', 'mastercard'],
    ['비자', 'visa'],
    ['JCB/RUPAY', 'jcb'],
    ['Nobody / Visa', 'visa'],
  ])('%s is %s', (cell, id) => {
    expect(brandOf(cell)).toEqual({ kind: 'ours', id });
  });

  test.each([
    ['', 'none_named'],
    [' - ', 'none_named'],
    ['로컬', 'local'],
    ['LOCAL BRAND', 'local'],
    ['CIRRUS', 'not_ours'],
    ['constructor', 'not_ours'],
  ])('%j names none: %s', (cell, kind) => {
    expect(brandOf(cell)).toEqual({ kind });
  });
});

describe('a text', () => {
  test.each([
    ['  A \t B\u00a0\u3000C\r\n', 'A B C'],
    ['A\u0000B\u0007C\u009f', 'ABC'],
    ['\u202egnitset\u202c \u2066x\u2069', 'gnitset x'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['A \u200b B', 'A B'],
    ['hangul\u3164filler', 'hangulfiller'],
    ['Cafe\u0301', 'Café'],
    ['half \ud800', 'half \ufffd'],
    ['12345678901 Bank', '12345678901 Bank'],
    ['Bank 123456 of 789012', 'Bank 123456 of 789012'],
  ])('%j is shown as %j', (raw, text) => {
    expect(cleanText(raw)).toEqual({ text, note: null });
  });

  test.each(['', ' ', '\u200b', '-', ' - ', 'N/A', 'n/a', 'Unknown', 'NULL'])('%j says nothing', (raw) => {
    expect(cleanText(raw)).toEqual({ text: null, note: null });
  });

  test.each([
    '123456789012',
    'x 123 456 789 012 y',
    '1-2.3/4_5(6)7*8#9 0:1,2',
    '１２３４５６７８９０１２',
    '123456\u200b789012',
    '٠١٢٣٤٥٦٧٨٩٠١',
  ])('%j may hold a card number and is dropped', (raw) => {
    expect(cleanText(raw)).toEqual({ text: null, note: 'text_dropped' });
  });

  test('is dropped for digits behind the place where it would be cut', () => {
    expect(cleanText(`${'A'.repeat(195)}123456789012`)).toEqual({ text: null, note: 'text_dropped' });
  });

  test('is cut at 200 characters, never inside one', () => {
    expect(cleanText('가'.repeat(200))).toEqual({ text: '가'.repeat(200), note: null });
    expect(cleanText('😀'.repeat(200))).toEqual({ text: '😀'.repeat(200), note: null });
    expect(cleanText(`${'😀'.repeat(199)}ab`)).toEqual({ text: `${'😀'.repeat(199)}a`, note: 'text_cut' });
    expect(cleanText(`${'A'.repeat(199)} B`)).toEqual({ text: 'A'.repeat(199), note: 'text_cut' });
  });

  test('of many digits is looked through in one go', () => {
    expect(holdsLongDigitRun('1a'.repeat(30_000))).toBe(false);
    expect(holdsLongDigitRun('1 '.repeat(11))).toBe(false);
    expect(holdsLongDigitRun('1 '.repeat(12))).toBe(true);
  });
});

describe('a country', () => {
  test.each([
    ['KR', ['KR'], true],
    [' kr ', ['KR'], true],
    ['', [], true],
    ['CL|AR| |CL', ['CL', 'AR'], true],
    ['UK', [], false],
    ['EU', [], false],
    ['XK', [], false],
    ['KOR', [], false],
    ['US|KV', ['US'], false],
  ])('%j is %j', (cell, countries, understood) => {
    expect(countryListOf(cell)).toEqual({ countries, understood });
  });
});

describe('funding and segment', () => {
  test.each([
    ['CREDIT', 'credit'],
    [' debit ', 'debit'],
    ['prepaid debit', 'prepaid'],
    ['CHARGE CARD', 'charge'],
    ['체크', 'debit'],
    ['SCC', 'credit'],
    ['', 'unknown'],
    ['UNKNOWN', 'unknown'],
    ['PLATINUM', null],
  ])('type %j is %j', (cell, funding) => {
    expect(fundingOf(cell)).toBe(funding);
  });

  test.each([
    ['PREPAID RELOADABLE', true],
    ['GIFT', true],
    ['PREPAID - CORPORATE T&E', true],
    ['GIFTED', false],
    ['GOLD', false],
  ])('category %j is prepaid: %j', (category, prepaid) => {
    expect(saysPrepaid(category)).toBe(prepaid);
  });

  test.each([
    ['CORPORATE T&E', 'commercial'],
    ['T&E', 'commercial'],
    ['WORLD FOR BUSINESS', 'commercial'],
    ['GOVERNMENT COMMERCIAL CARD', 'commercial'],
    ['CORPORATE FLEET CARD', 'commercial'],
    ['PREPAID WORKPLACE B2B', 'commercial'],
    ['법인', 'commercial'],
    ['PERSONAL', 'consumer'],
    ['ACH FOR CONSUMER', 'consumer'],
    ['개인', 'consumer'],
    ['BUSINESS PERSONAL', 'unknown'],
    ['IMPERSONAL', 'unknown'],
    ['GOLD', 'unknown'],
    ['', 'unknown'],
  ])('category %j is %s', (category, segment) => {
    expect(segmentOf(category)).toBe(segment);
  });
});

describe('PAN lengths', () => {
  test.each([
    ['', []],
    ['16', [16]],
    ['19 16  16', [16, 19]],
    ['16-19', [16, 17, 18, 19]],
    ['12 15-16', [12, 15, 16]],
    ['9', null],
    ['20', null],
    ['19-16', null],
    ['16,19', null],
    ['016', null],
    ['-16', null],
  ])('%j are %j', (cell, lengths) => {
    expect(panLengthsOf(cell)).toEqual(lengths);
  });
});

describe('bounds', () => {
  test.each([
    ['400000', '', { low: '400000', high: '400000' }],
    [' 400000 ', '400009', { low: '400000', high: '400009' }],
    ['00', '99', { low: '00', high: '99' }],
    ['', '400000', 'prefix_missing'],
    ['4000x0', '', 'prefix_not_digits'],
    ['4000 00', '', 'prefix_not_digits'],
    ['400000', '-', 'prefix_not_digits'],
    ['123456789012', '', 'prefix_too_long'],
    ['400000', '123456789012', 'prefix_too_long'],
    ['400000', '4000000', 'bounds_differ_in_width'],
    ['400001', '400000', 'bounds_reversed'],
  ])('%j to %j are %j', (low, high, bounds) => {
    expect(readBounds(low, high, ANY_PREFIX)).toEqual(bounds);
  });

  test('are of the width of their format', () => {
    expect(readBounds('34000', '', FULL_IINS)).toBe('prefix_of_other_width');
  });
});

describe('cells', () => {
  test('are read once, and yield the very same value', () => {
    let reads = 0;
    const memory = new CellMemory((cell) => ({ cell, read: ++reads }));
    expect(memory.get('a')).toBe(memory.get('a'));
    expect(memory.get('a')).toEqual({ cell: 'a', read: 1 });
  });

  test('are forgotten when there are too many', () => {
    let reads = 0;
    const memory = new CellMemory(() => ++reads);
    for (let cell = 0; cell <= 50_000; cell++) memory.get(String(cell));
    memory.get('0');
    expect(reads).toBe(50_002);
  });
});
