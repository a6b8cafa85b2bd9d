import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FINDINGS } from './finding.table.js';
import { FOREIGN_CHARACTER_MESSAGES, FOREIGN_CHARACTERS, type ForeignCharacter } from './foreign-character.js';
import { parsePan, type PanParse } from './pan-input.js';

const DIGITS_AND_SEPARATORS = '0123456789 -'.split('');

function digitsOf(input: string | number): string {
  const parse = parsePan(input, 'en');
  if (!parse.ok) throw new Error('Refused.');
  return parse.pan.reveal();
}

function refusal(input: string | number): Extract<PanParse, { ok: false }> {
  const parse = parsePan(input, 'en');
  if (parse.ok) throw new Error('Accepted.');
  return parse;
}

function foundIn(text: string): (readonly [ForeignCharacter | null, number | null])[] {
  return refusal(text).findings.map(({ found, position }) => [found, position]);
}

describe('a card number', () => {
  test('is read with spaces and hyphens anywhere', () => {
    expect(digitsOf('4539578763621486')).toBe('4539578763621486');
    expect(digitsOf('4539 5787 6362 1486')).toBe('4539578763621486');
    expect(digitsOf(' --4539-5787 - 63621486- ')).toBe('4539578763621486');
  });

  test('may have any number of digits here, from one up', () => {
    expect(digitsOf('0')).toBe('0');
    expect(digitsOf('7'.repeat(5000))).toBe('7'.repeat(5000));
  });

  test('is empty when there is nothing but separators', () => {
    for (const text of ['', ' ', '-', ' - - ']) {
      expect(refusal(text)).toEqual({
        ok: false,
        findings: [
          { code: 'PAN_EMPTY', severity: 'error', message: FINDINGS.PAN_EMPTY.message.en, position: null, found: null },
        ],
        panLength: 0,
      });
    }
  });

  test('is not taken from a JSON number, whose digits may already be lost', () => {
    for (const number of [4539578763621486, 2 ** 63, 0, -1, 1.5, 1e21, NaN, Infinity]) {
      const { findings, panLength } = refusal(number);
      expect(findings.map(({ code }) => code)).toEqual(['PAN_NOT_STRING']);
      expect(panLength).toBe(0);
    }
  });

  test('is refused in the language that was asked for', () => {
    const parse = parsePan('x', 'ko');
    expect(parse).toMatchObject({ ok: false, findings: [{ message: FOREIGN_CHARACTER_MESSAGES.letter.ko }] });
  });
});

describe('a foreign character', () => {
  test.each<[ForeignCharacter, string, string[]]>([
    ['letter', 'letters, O and l among them', ['O', 'l', 'x', 'é', 'ß', '가', '中', 'ａ', 'ª', '\u{10400}']],
    ['full_width_digit', 'full-width digits', ['\uff10', '\uff15', '\uff19']],
    ['arabic_indic_digit', 'both rows of Arabic-Indic digits', ['\u0660', '\u0669', '\u06f0', '\u06f9']],
    ['other_digit', 'the decimal digits of other scripts', ['\u0966', '\u0e51', '\u07c0', '\u{1d7ce}', '\u{1d7ff}']],
    [
      'control_character',
      'control and format characters',
      [
        '\0',
        '\t',
        '\n',
        '\r',
        '\x1f',
        '\x7f',
        '\x80',
        '\x9f',
        '\xad',
        '\u200b',
        '\ufeff',
        '\u202e',
        '\u2066',
        '\u061c',
      ],
    ],
    [
      'unusual_space',
      'spaces that are not the space',
      ['\xa0', '\u2009', '\u202f', '\u3000', '\u2028', '\u2029', '\u1680'],
    ],
    [
      'unusual_hyphen',
      'dashes and minus',
      ['\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '\ufe63', '\uff0d'],
    ],
    [
      'other_character',
      'everything else',
      ['.', '/', '_', '+', '*', ',', '#', '\u0301', '½', '²', 'Ⅳ', '①', '\u{1f4b3}', '\ufffd', '\ue000', '\u0378'],
    ],
    ['other_character', 'lone surrogates', ['\ud83d', '\udc00', '\udc00\ud83d']],
  ])('is a %s: %s', (found, _, characters) => {
    for (const character of characters) {
      expect([character, foundIn(`4539 ${character}5787`)]).toEqual([character, [[found, 5]]]);
      expect([character, foundIn(character)]).toEqual([character, [[found, 0]]]);
    }
  });

  test('is reported once per kind, at its first place in the text as sent, in the order of those places', () => {
    expect(foundIn('4539-\u200b57\u{1f4b3}87\uff16x\u{1f4b3}\u0663y\u2013\xa0\u0966')).toEqual([
      ['control_character', 5],
      ['other_character', 8],
      ['full_width_digit', 12],
      ['letter', 13],
      ['arabic_indic_digit', 16],
      ['unusual_hyphen', 18],
      ['unusual_space', 19],
      ['other_digit', 20],
    ]);
  });

  test('does not keep the ASCII digits around it from being counted', () => {
    expect(refusal('4539 5787 6362 148x').panLength).toBe(15);
    expect(refusal('４５３９').panLength).toBe(0);
    expect(refusal('x').panLength).toBe(0);
  });

  test('is of exactly one kind, whatever it is, and stands where it is said to stand', () => {
    const seen = new Set<ForeignCharacter>();
    const separatorOrDigit = fc.string({ unit: fc.constantFrom(...DIGITS_AND_SEPARATORS) });
    const codePoint = fc.oneof(
      fc.integer({ min: 0, max: 0x2fff }),
      fc.integer({ min: 0, max: 0x10ffff }),
      fc.integer({ min: 0xff00, max: 0xff20 }),
      fc.integer({ min: 0x660, max: 0x669 }),
      fc.integer({ min: 0x2000, max: 0x2030 }),
    );
    fc.assert(
      fc.property(separatorOrDigit, codePoint, separatorOrDigit, (before, code, after) => {
        const character = String.fromCodePoint(code);
        fc.pre(!DIGITS_AND_SEPARATORS.includes(character));
        const findings = foundIn(before + character + after);
        expect(findings).toHaveLength(1);
        expect(findings[0]![1]).toBe(before.length);
        seen.add(findings[0]![0]!);
      }),
      { numRuns: 5000 },
    );
    expect([...seen].sort()).toEqual([...FOREIGN_CHARACTERS].sort());
  });
});

describe('parsing any text', () => {
  /** Code point by code point and by replacement: nothing of the parser's own loop. */
  function oracleDigits(text: string): string | null {
    const rest = text.split(' ').join('').split('-').join('');
    return rest !== '' && Array.from(rest).every((character) => '0123456789'.split('').includes(character))
      ? rest
      : null;
  }

  test('accepts what an oracle accepts, with the same digits, and never throws', () => {
    const outcomes = { accepted: 0, refused: 0 };
    const clean = fc.string({ unit: fc.constantFrom(...DIGITS_AND_SEPARATORS) });
    fc.assert(
      fc.property(fc.oneof(clean, fc.string({ unit: 'binary' }), fc.string()), (text) => {
        const want = oracleDigits(text);
        outcomes[want === null ? 'refused' : 'accepted']++;
        const parse = parsePan(text, 'en');
        expect(parse.ok ? parse.pan.reveal() : null).toBe(want);
        if (!parse.ok) expect(parse.findings.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
    expect(outcomes.accepted).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(100);
  });

  test('never says a digit or a character of what it was given', () => {
    const { findings } = refusal('4539578763621486Q');
    expect(JSON.stringify(findings)).not.toMatch(/4539|5787|6362|1486|Q/);
    expect(findings.map(({ message }) => message)).toEqual([FOREIGN_CHARACTER_MESSAGES.letter.en]);
  });

  test('comes to an end on a megabyte of nonsense', () => {
    expect(refusal('\u200bx'.repeat(500_000)).findings).toHaveLength(2);
  });
});
