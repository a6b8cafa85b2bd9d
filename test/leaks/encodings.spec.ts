import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { CanaryIndex } from './canary-index.ts';
import { findLeaks, newCanary } from './canary.ts';

type Write = (pan: string) => string | Buffer;

function grouped(separator: string): Write {
  return (pan) => pan.replace(/(....)(?=.)/g, `$1${separator}`);
}

function eachDigit(write: (digit: string) => string): Write {
  return (pan) => pan.replace(/\d/g, write);
}

function base64At(offset: number, alphabet: 'base64' | 'base64url'): Write {
  return (pan) => Buffer.from(`${'"'.repeat(offset)}${pan}"`).toString(alphabet);
}

const hex = (pan: string): string => Buffer.from(pan).toString('hex');
const chunked = (bytes: Buffer): Buffer => {
  const chunks = [...bytes].map((byte) =>
    Buffer.concat([Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]),
  );
  return Buffer.concat([
    Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'),
    ...chunks,
    Buffer.from('0\r\n\r\n'),
  ]);
};

/** What the issue names, and what we have met in dumps, reports and logs. */
const WRITINGS: Readonly<Record<string, Write>> = {
  digits: (pan) => pan,
  'digits among letters': (pan) => `a${pan}b`,
  'groups with spaces': grouped(' '),
  'groups with hyphens': grouped('-'),
  'groups with dots': grouped('.'),
  'groups with no-break spaces': grouped('\u00a0'),
  'groups with narrow no-break spaces': grouped('\u202f'),
  'groups with an x': grouped('x'),
  'thousands with commas': (pan) => Number(pan).toLocaleString('en-US'),
  'digits one by one': eachDigit((digit) => `${digit} `),
  'base64 at the beginning': base64At(0, 'base64'),
  'base64 at the second place': base64At(1, 'base64'),
  'base64 at the third place': base64At(2, 'base64'),
  'base64 for URLs': base64At(1, 'base64url'),
  hex,
  'hex in capitals, spaced': (pan) => hex(pan).toUpperCase().replace(/(..)/g, '$1 '),
  'hex with 0x': (pan) => hex(pan).replace(/(..)/g, '0x$1, '),
  'a buffer that was inspected': (pan) => inspect(Buffer.from(pan)),
  'percent-encoding': eachDigit((digit) => `%3${digit}`),
  'percent-encoding twice': eachDigit((digit) => `%253${digit}`),
  'escapes of JSON': eachDigit((digit) => `\\u003${digit}`),
  'escapes with braces': eachDigit((digit) => `\\u{3${digit}}`),
  'escapes with x': eachDigit((digit) => `\\x3${digit}`),
  'octal escapes': eachDigit((digit) => `\\0${(48 + Number(digit)).toString(8)}`),
  'HTML entities': eachDigit((digit) => `&#${48 + Number(digit)};`),
  'HTML entities in hex': eachDigit((digit) => `&#x3${digit};`),
  'UTF-16, little end first': (pan) => Buffer.from(pan, 'utf16le'),
  'UTF-16, big end first': (pan) => Buffer.from(pan, 'utf16le').swap16(),
  'a decimal byte array': (pan) => JSON.stringify([...Buffer.from(pan)]),
  'a decimal byte array, a line each': (pan) => JSON.stringify([...Buffer.from(pan)], null, 4),
  'a buffer in JSON': (pan) => JSON.stringify(Buffer.from(pan)),
  'a typed array in JSON': (pan) => JSON.stringify(new Uint8Array(Buffer.from(pan))),
  'a typed array that was inspected': (pan) => inspect(new Uint8Array(Buffer.from(pan))),
  'a float': (pan) => Number(pan).toExponential(),
  'a float with a point': (pan) => `${pan}.0`,
  'a bigint': (pan) => inspect(BigInt(pan)),
  backwards: (pan) => [...pan].reverse().join(''),
  'full-width digits': eachDigit((digit) => String.fromCharCode(0xff10 + Number(digit))),
  'Arabic-Indic digits': eachDigit((digit) => String.fromCharCode(0x660 + Number(digit))),
  'the first twelve': (pan) => pan.slice(0, 12),
  'the last ten': (pan) => pan.slice(-10),
  'the last ten in base64': (pan) => Buffer.from(`x${pan.slice(-10)}`).toString('base64'),
  'the first twelve in hex': (pan) => hex(pan.slice(0, 12)),
  gzip: (pan) => gzipSync(`{"pan":"${pan}"}`),
  deflate: (pan) => deflateSync(`{"pan":"${pan}"}`),
  brotli: (pan) => brotliCompressSync(`{"pan":"${pan}"}`),
  zstd: (pan) => zstdCompressSync(`{"pan":"${pan}"}`),
  'an answer in chunks': (pan) => chunked(Buffer.from(`{"pan":"${pan}"}`)),
  'an answer in chunks, in gzip': (pan) => chunked(gzipSync(`{"pan":"${pan}"}`)),
};

describe('the search for card numbers', () => {
  it.each(Object.entries(WRITINGS))('sees %s, whatever stands around it', (_writing, write) => {
    const canary = newCanary();
    const written = Buffer.from(write(canary));
    expect(findLeaks(written, canary)).not.toEqual([]);
    const isText = typeof write(canary) === 'string';
    const surrounded = Buffer.concat([Buffer.from('{"level":"info","id":"'), written, Buffer.from('"}\n')]);
    if (isText) expect(findLeaks(surrounded, canary)).not.toEqual([]);
  });

  it.each(Object.entries(WRITINGS))('takes nobody else’s number for it in %s', (_writing, write) => {
    expect(findLeaks(Buffer.from(write(newCanary())), newCanary())).toEqual([]);
  });

  it('takes no mask for a number, nor a truncation that may be shown', () => {
    const canary = newCanary();
    const shown = `${canary.slice(0, 6)}******${canary.slice(-4)} ${canary.slice(0, 4)} ${canary.slice(4, 6)}** **** ${canary.slice(-4)}`;
    expect(findLeaks(Buffer.from(shown), canary)).toEqual([]);
  });

  it('says whose number it saw', () => {
    const [first, second, third] = [newCanary(), newCanary(), newCanary()];
    const seen = new CanaryIndex([first, second, third]).search(Buffer.from(`${third} ${hexOf(first)}`));
    expect(new Set(seen.map(({ canary }) => canary))).toEqual(new Set([first, third]));
  });
});

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}
