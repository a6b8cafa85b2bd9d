import { describe, expect, test } from '@jest/globals';
import { IssuerDataError } from '../issuer-data-error.js';
import { parseIssuerManifest } from './issuer-manifest.js';

const SOURCE = {
  file: 'korea/kicc.csv',
  format: 'kicc-korea',
  id: 'kicc',
  title: 'KICC',
  version: '2026-04-28',
  licence: 'asked on 2026-05-02',
  locator: 'https://www.example.com/bins',
  countries: ['KR'],
  rank: 1,
  sha256: 'ab'.repeat(32),
};

describe('a manifest', () => {
  test('says what each file is', () => {
    expect(parse({ sources: [SOURCE, { file: 'b.csv' }] })).toEqual({
      builtAt: null,
      sources: [SOURCE, { file: 'b.csv' }],
    });
  });

  test.each([
    ['2026-04-28T12:30:00Z', '2026-04-28T12:30:00Z'],
    ['2026-04-28T12:30:00.999+09:00', '2026-04-28T03:30:00Z'],
  ])('was built at %s, which is %s', (builtAt, utc) => {
    expect(parse({ builtAt, sources: [SOURCE] }).builtAt).toBe(utc);
  });

  test('may begin with a byte order mark', () => {
    expect(parseIssuerManifest(`\ufeff${JSON.stringify({ sources: [SOURCE] })}`).sources).toEqual([SOURCE]);
  });
});

describe('a manifest is refused', () => {
  test.each([
    ['sources is missing', {}, 'The manifest lacks the key sources.'],
    ['sources is empty', { sources: [] }, 'The manifest: sources must be a list of 1 to 64 sources.'],
    ['there are too many', { sources: Array(65).fill(SOURCE) }, 'sources must be a list of 1 to 64 sources.'],
    ['it is a list', [SOURCE], 'The manifest must be an object.'],
    ['a key is unknown', { sources: [SOURCE], note: 'x' }, 'The manifest has a key that is none of builtAt, sources.'],
    [
      'it was built at no time',
      { sources: [SOURCE], builtAt: 'today' },
      'The manifest: builtAt must be a time as RFC 3339',
    ],
    ['it was built on no day', { sources: [SOURCE], builtAt: '2026-13-28T12:30:00Z' }, 'builtAt must be'],
    ['a source is no object', { sources: ['kicc.csv'] }, 'sources[0] must be an object.'],
    [
      'two sources have one id',
      { sources: [SOURCE, { ...SOURCE, file: 'b.csv' }] },
      'No two sources may have the same id.',
    ],
  ])('when %s', (_what, manifest, hint) => {
    expectMistake(JSON.stringify(manifest), hint);
  });

  test.each([
    ['file', ['/etc/passwd', '../x.csv', 'a/../../x.csv', './x.csv', 'a//b.csv', '', 'C:\\x.csv', 'a\\b.csv', 7, null]],
    ['format', ['csv', 1, null]],
    ['id', ['KICC', '', '-a', 'a b', 'a'.repeat(65), 1]],
    ['title', ['', ' ', 'a\nb', '\u202ex', 'x'.repeat(501), 1]],
    ['version', [20260428, '']],
    ['licence', ['', {}]],
    ['locator', ['', []]],
    ['countries', ['KR', ['kr'], ['UK'], ['KR', 'KR'], [1], null]],
    ['rank', [0, 100, 1.5, '1']],
    ['sha256', ['AB'.repeat(32), 'ab', '']],
  ])('when its %s is wrong', (key, values) => {
    for (const value of values) {
      expectMistake(
        JSON.stringify({ sources: [{ file: 'ok.csv' }, { file: 'a.csv', [key]: value }] }),
        `sources[1]: ${key} must be`,
      );
    }
  });

  test('for keys of every object', () => {
    const source = `{ "file": "a.csv", "constructor": 1 }`;
    expectMistake(`{ "sources": [${source}] }`, 'sources[0] has a key that is none of file,');
    expectMistake(`{ "sources": [{ "id": "a" }] }`, 'sources[0] lacks the key file.');
    expectMistake(
      `{ "sources": [{ "file": "a.csv", "__proto__": { "rank": 1 } }] }`,
      'sources[0] has a key that is none of',
    );
  });

  test('with every mistake of its sources at once', () => {
    expectMistake(
      JSON.stringify({ sources: [{ file: 'a.csv', rank: 0 }, { file: '/b.csv' }, { name: 'c.csv' }] }),
      /sources\[0\]: rank .* sources\[1\]: file .* sources\[2\] has a key .* sources\[2\] lacks the key file\.$/,
    );
  });

  test('when it is not JSON', () => expectMistake('{', 'It is not JSON.'));
});

function parse(manifest: object) {
  return parseIssuerManifest(JSON.stringify(manifest));
}

function expectMistake(text: string, hint: string | RegExp): void {
  let thrown: unknown;
  try {
    parseIssuerManifest(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(IssuerDataError);
  expect(thrown).toMatchObject({
    fault: 'manifest_invalid',
    place: { hint: typeof hint === 'string' ? expect.stringContaining(hint) : expect.stringMatching(hint) },
  });
}
