import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { removePans } from '../../src/logging/card-filter.js';
import { newCanary } from '../leaks/canary.js';

const LOGGING = join(import.meta.dirname, '..', '..', 'src', 'logging');

const groups = (pan: string, between: string): string => pan.replace(/(....)(?=.)/g, `$1${between}`);
const eachDigit = (pan: string, write: (digit: string) => string): string => pan.replace(/\d/g, write);
const hexOf = (digit: string): string => `3${digit}`;
const scriptFrom =
  (zero: number) =>
  (pan: string): string =>
    eachDigit(pan, (digit) => String.fromCodePoint(zero + Number(digit)));

const SEPARATORS: readonly string[] = [
  ...['_', ',', '/', ':', '+', '\t', '\r\n', '  ', ' - ', ' / ', ', ', '%20', '%2D'],
  ...['\u2013', '\u2014', '\u2011', '\u2010', '\u2212', '\u2009', '\u2007', '\u202f', '\u3000'],
  ...['\u200b', '\u00ad', '\u2060', '\ufeff', ' \u2013 '],
];

const FORMS: Readonly<Record<string, (pan: string) => string>> = {
  ...Object.fromEntries(
    SEPARATORS.map((one) => [`in groups with ${JSON.stringify(one)} between`, (pan: string) => groups(pan, one)]),
  ),
  'in full-width digits': scriptFrom(0xff10),
  'in Arabic digits': scriptFrom(0x660),
  'in Devanagari digits, in groups': (pan) => groups(scriptFrom(0x966)(pan), ' '),
  'in digits outside the first plane': scriptFrom(0x1d7d8),
  'percent-encoded': (pan) => eachDigit(pan, (digit) => `%${hexOf(digit)}`),
  'percent-encoded twice': (pan) => eachDigit(pan, (digit) => `%25${hexOf(digit)}`),
  'in escapes of C': (pan) => eachDigit(pan, (digit) => `\\x${hexOf(digit)}`),
  'in hex with colons': (pan) => eachDigit(pan, hexOf).replace(/..(?=.)/g, '$&:'),
  'in hex with 0x': (pan) => eachDigit(pan, (digit) => `0x${hexOf(digit)}, `),
  'in entities of HTML': (pan) => eachDigit(pan, (digit) => `&#${Number(digit) + 48};`),
  'in hexadecimal entities of HTML': (pan) => eachDigit(pan, (digit) => `&#x${hexOf(digit)};`),
  'in braced escapes': (pan) => eachDigit(pan, (digit) => `\\u{00${hexOf(digit)}}`),
  'in UTF-16 that was read as bytes': (pan) => Buffer.from(pan, 'utf16le').toString('latin1'),
  'in hex of UTF-16': (pan) => Buffer.from(pan, 'utf16le').toString('hex'),
  'in base64': (pan) => Buffer.from(pan).toString('base64'),
  'in base64, behind one other byte': (pan) => Buffer.from(`"${pan}"`).toString('base64'),
  'in base64url, behind two other bytes': (pan) => Buffer.from(`="${pan}"`).toString('base64url'),
};

describe.each(Object.entries(FORMS))('a card number %s', (_form, write) => {
  it('is taken out, in a line of JSON and outside', () => {
    for (let turn = 0; turn < 20; turn += 1) {
      const written = write(newCanary());
      expect(removePans(`x ${written.replaceAll('\n', ' ')} y`)).toMatchObject({ removed: 1 });
      const { text, removed } = removePans(`${JSON.stringify({ msg: `x ${written} y`, z: 1 })}\n`);
      expect(removed).toBe(1);
      expect(JSON.parse(text)).toEqual({
        msg: expect.stringMatching(/^x .{0,9}\[card number removed\].{0,9} y$/),
        z: 1,
      });
    }
  });
});

describe('decimal bytes', () => {
  it.each([',', ', '])('are seen whatever the digits are, with %j between', (between) => {
    for (const pan of ['4111111111111111', `4${'0'.repeat(13)}10`, '5555555555554444', '6011000990139424'])
      expect(removePans(`x [${[...Buffer.from(pan)].join(between)}] y`)).toEqual({
        text: 'x [[card number removed]] y',
        removed: 1,
      });
  });
});

describe('escapes', () => {
  const escaped = (backslashes: number): string =>
    eachDigit(newCanary(), (digit) => `${'\\'.repeat(backslashes)}u00${hexOf(digit)}`);

  it('are seen through as often as four strings of JSON one in the other take, and not without end', () => {
    expect([1, 2, 4, 8, 15, 16].map((count) => removePans(escaped(count)).removed)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(removePans(escaped(17)).removed).toBe(0);
  });

  it('no expression of the log begins with something that has no end: from each place of a row it would go to the end of it', () => {
    const withoutBound = (text: string): boolean => /^(?:\(\?:)*(?:\\.|\[(?:\\.|[^\]])*\]|[^\\[(^])[+*]/.test(text);
    expect([String.raw`\\+u003\d`, '[ab]*c', String.raw`(?:\\+u003\d[ -]?){11,}`].map(withoutBound)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['^a+', String.raw`\\{1,16}u`].map(withoutBound)).toEqual([false, false]);
    const found = readdirSync(LOGGING)
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(join(LOGGING, file), 'utf8').matchAll(
          /(?<=[=(] ?|\n {2})\/(?![/*])((?:\\.|[^\\\n])+)\/[a-z]*[;,.)]/g,
        ),
      ])
      .map(([, source = '']) => source);
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter(withoutBound)).toEqual([]);
  });
});

describe('what a line of ours may hold does not trip it:', () => {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(Math.random() * 10)).join('');
  const octet = (): string => String(100 + Math.floor(Math.random() * 156));

  it.each<[string, () => unknown]>([
    [
      'an address with a port',
      () => `http://${[octet(), octet(), octet(), octet()].join('.')}:${10000 + Number(digits(4))}/v1`,
    ],
    ['an IPv6 address of digits', () => `2${digits(3)}:${Array.from({ length: 7 }, () => `1${digits(3)}`).join(':')}`],
    ['a short IPv6 address of digits', () => `2${digits(3)}:1${digits(3)}:${digits(4)}::${digits(4)}`],
    ['a version of two tables', () => `2026-11-22-${digits(8)}+${digits(10)}`],
    ['half a version that is digits', () => `2026-11-22-ab${digits(6)}+${digits(10)}`],
    ['a value that was measured', () => Math.random() * 100],
    ['a small one', () => -Math.random() / 1e7],
    ['a large one', () => Math.random() * 1e8],
  ])('%s', (_name, value) => {
    for (let turn = 0; turn < 500; turn += 1) {
      const line = JSON.stringify({ level: 'info', value: value(), status: 200 });
      expect(removePans(line)).toEqual({ text: line, removed: 0 });
    }
  });

  it('a card number beside them does', () => {
    const pan = newCanary();
    const lines = [
      `{"value":"10.0.0.1:${pan}"}`,
      `{"value":"::${pan}"}`,
      `{"value":"2026-11-22-${pan}"}`,
      `{"value":${pan}.5}`,
      `{"value":-${pan}.25}`,
      `{"value":${Number(pan) / 1e15}e15}`,
      `{"value":${Number(pan) / 1e15}E+15}`,
      `{"value":"${Number(pan) / 1e15}"}`,
    ];
    expect(lines.map((line) => removePans(line).removed)).toEqual(lines.map(() => 1));
  });
});
