import fc from 'fast-check';
import { passesNaranjaMod11 } from '../../src/core/check-digit.js';
import { madeUp } from '../support/embedded-table.js';
import { TEST_CARDS } from './batch-tables.js';

/**
 * What stands where a card number is expected, good ones and all that goes wrong. A character from U+E080 to U+E0FF is written as the
 * one byte 0x80 to 0xff (`bytesOf`): that is how damaged UTF-8 gets into a text.
 */
export function panTexts(prefixes: readonly string[]): fc.Arbitrary<string> {
  const digits = fc.oneof(
    { weight: 8, arbitrary: numbersWithin(prefixes) },
    { weight: 2, arbitrary: fc.constantFrom(...TEST_CARDS) },
    { weight: 1, arbitrary: fc.tuple(digit, fc.integer({ min: 1, max: 21 })).map(([one, count]) => one.repeat(count)) },
    { weight: 1, arbitrary: naranjaNumbers },
    { weight: 1, arbitrary: fc.string({ unit: digit, maxLength: 25 }) },
    { weight: 1, arbitrary: fc.string({ unit: digit, minLength: 20, maxLength: 90 }) },
  );
  return fc.oneof(
    { weight: 10, arbitrary: digits },
    { weight: 3, arbitrary: digits.map((text) => text.replaceAll(/\d{4}(?=\d)/g, '$& ')) },
    { weight: 3, arbitrary: fc.tuple(digits, insertions(fc.constantFrom(' ', '-', '  ', '- '))).map(inserted) },
    { weight: 3, arbitrary: fc.tuple(digits, insertions(fc.constantFrom(...FOREIGN))).map(inserted) },
    {
      weight: 1,
      arbitrary: fc.tuple(digits, insertions(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))).map(inserted),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        ' ',
        '-',
        ' - ',
        'n/a',
        'null',
        '４１１１１１１１１１１１１１１１',
        '0x41',
        '1e15',
      ),
    },
    {
      weight: 1,
      arbitrary: fc.string({ unit: fc.constantFrom(...FOREIGN, '4', '1', ' ', '-', '"', ','), maxLength: 24 }),
    },
  );
}

/** One of each kind that a report tells apart, the neighbours of 0-9, space and hyphen, and what confuses readers of bytes. */
export const FOREIGN: readonly string[] = [
  ...[
    'a',
    'Z',
    'é',
    'ß',
    '카',
    '\u{10400}',
    '４',
    '٤',
    '۴',
    '४',
    '\u{1d7d2}',
    '\0',
    '\x01',
    '\t',
    '\x0b',
    '\x1f',
    '\x7f',
  ],
  ...['\u0085', '\u00a0', '\u2003', '\u3000', '\u200b', '\u00ad', '\ufeff', '\u2010', '\u2013', '\u2212', '\uff0d'],
  ...[
    '/',
    ':',
    ',',
    '.',
    '_',
    "'",
    '"',
    '\\',
    '\r',
    '²',
    '½',
    'Ⅳ',
    '\u0300',
    '😀',
    '\u2028',
    '\ufffd',
    '{',
    '}',
    '[',
    '\x60',
    'µ',
  ],
  // Damaged UTF-8: a lone continuation, a lone lead of each length, an overlong form, a surrogate, beyond Unicode, never used.
  ...['\ue080', '\ue0bf', '\ue0c3', '\ue0e2\ue082', '\ue0f0\ue09f\ue098', '\ue0c0\ue0b4', '\ue0e0\ue080\ue0b4'],
  ...['\ue0ed\ue0a0\ue080', '\ue0f4\ue090\ue080\ue080', '\ue0ff', '\ue0fe', '\ue0e2\ue082\ue0ac', '\ue0f8\ue088'],
];

export function bytesOf(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 0xe080 && code <= 0xe0ff) bytes.push(code - 0xe000);
    else if (code < 0x80) bytes.push(code);
    else bytes.push(...new TextEncoder().encode(character));
  }
  return Uint8Array.from(bytes);
}

const digit = fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

const lengths = fc.oneof(
  { weight: 6, arbitrary: fc.constant(16) },
  { weight: 3, arbitrary: fc.constantFrom(13, 14, 15, 19) },
  { weight: 3, arbitrary: fc.integer({ min: 9, max: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 25 }) },
);

/** Three in four with the check digit of Luhn. */
function numbersWithin(prefixes: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...prefixes), fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }), lengths, fc.nat({ max: 7 }))
    .map(([prefix, rest, length, kind]) => {
      const text = (prefix + (kind % 4 === 3 ? '' : String(rest).padStart(19, '0'))).padEnd(25, '0').slice(0, length);
      return kind < 6 && length > 1 ? madeUp(text.slice(0, -1), length) : text;
    });
}

/** Naranja's ranges, every one with its own check digit, some by Luhn as well. */
const naranjaNumbers = fc
  .tuple(fc.constantFrom('589562', '589', '58900'), fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }))
  .map(([prefix, rest]) => (prefix + String(rest).padStart(15, '0')).slice(0, 15))
  .map((payload) => Array.from({ length: 10 }, (_, last) => payload + String(last)).find(passesNaranjaMod11)!);

/** What to put in, and where: a part of the length. */
function insertions(part: fc.Arbitrary<string>): fc.Arbitrary<readonly (readonly [string, number])[]> {
  return fc.array(fc.tuple(part, fc.nat({ max: 20 })), { minLength: 1, maxLength: 3 });
}

function inserted([text, parts]: readonly [string, readonly (readonly [string, number])[]]): string {
  return parts.reduce((result, [part, at]) => {
    const place = Math.round((result.length * at) / 20);
    return result.slice(0, place) + part + result.slice(place);
  }, text);
}
