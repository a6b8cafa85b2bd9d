import { timingSafeEqual } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { claimedId, digestOf, newApiKey } from '../../src/security/keys/api-key.js';
import { keyRecordLine, parseKeyRecords } from '../../src/security/keys/key-record.js';
import { KeyStore } from '../../src/security/keys/key-store.js';
import { RecordError } from '../../src/security/keys/record-error.js';
import { canary, leaksOf } from '../ops/leak-search.js';
import { makeKey } from './credential-files.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

function sentenceOf(text: string): string {
  try {
    parseKeyRecords(text);
    return 'taken';
  } catch (error) {
    return error instanceof RecordError ? error.sentence : String(error);
  }
}

describe('a new key', () => {
  test('names itself by letters alone, and has a secret of 256 bits', () => {
    for (let round = 0; round < 200; round++) {
      const { id, key } = newApiKey(() => false);
      expect(key).toMatch(/^iik_[b-df-hj-np-tv-z]{10}_[A-Za-z0-9_-]{43}$/);
      expect(Buffer.from(key.slice(-43), 'base64url')).toHaveLength(32);
      expect(claimedId(key)).toBe(id);
    }
  });

  test('never has an id that is taken', () => {
    const taken: string[] = [];
    const { id } = newApiKey((one) => taken.push(one) < 3);
    expect(id).toBe(taken[2]);
  });
});

describe('the store of keys', () => {
  test('knows who has which key, and no key that differs in one letter', () => {
    const made = [makeKey(['cards']), makeKey(['iins'])];
    const store = new KeyStore(made.map(({ record }) => record));
    for (const { key, record } of made) {
      expect(store.find(key, NOW)).toEqual({ result: 'known', record });
      const last = key.endsWith('A') ? 'B' : 'A';
      expect(store.find(`${key.slice(0, -2)}${last}A`, NOW)).toEqual({ result: 'unknown' });
    }
  });

  test('asks the same of an id nobody has as of a wrong secret: one comparison of whole digests', () => {
    const known = makeKey(['cards']);
    const stranger = makeKey(['cards']);
    const compared: number[][] = [];
    const store = new KeyStore([known.record], (given, other) => {
      compared.push([given.length, other.length]);
      return timingSafeEqual(given, other);
    });
    const wrongSecret = `iik_${known.record.id}_${stranger.key.slice(-43)}`;
    const answers = [stranger.key, wrongSecret, known.key].map((key) => store.find(key, NOW).result);
    expect(answers).toEqual(['unknown', 'unknown', 'known']);
    expect(compared).toEqual([
      [32, 32],
      [32, 32],
      [32, 32],
    ]);
  });

  test('does not take the digest for the key, nor a digest of zeros for anybody', () => {
    const { record } = makeKey(['cards']);
    const store = new KeyStore([record]);
    expect(store.find(record.digest, NOW)).toEqual({ result: 'malformed' });
    expect(store.find(`iik_${record.id}_${'A'.repeat(43)}`, NOW)).toEqual({ result: 'unknown' });
    const liar = new KeyStore([], () => true);
    expect(liar.find(makeKey(['cards']).key, NOW)).toEqual({ result: 'unknown' });
  });

  test('ends a key at the moment it expires', () => {
    const { key, record } = makeKey(['cards'], { expiresAt: new Date(NOW) });
    const store = new KeyStore([record]);
    expect(store.find(key, NOW - 1).result).toBe('known');
    expect(store.find(key, NOW)).toEqual({ result: 'expired', record });
  });
});

describe('the file of keys', () => {
  const good = makeKey(['cards', 'iins'], {
    name: 'checkout',
    expiresAt: new Date('2027-01-31T00:00:00Z'),
    cardsMax: 5000,
  });

  test('is read as it was written', () => {
    expect(parseKeyRecords(`${good.line}\n${makeKey(['admin']).line}`)[0]).toEqual(good.record);
    expect(keyRecordLine(parseKeyRecords(good.line)[0]!)).toBe(good.line.trim());
  });

  test('may be empty: then nobody has a key', () => {
    expect(parseKeyRecords('')).toEqual([]);
  });

  test('holds no key', () => {
    expect(good.line).not.toContain(good.key.slice(-43));
    expect(good.line).toContain(digestOf(good.key).toString('hex'));
  });

  const record = JSON.parse(good.line) as Record<string, unknown>;
  test.each<[string, string]>([
    ['no JSON', '{"id":'],
    ['no object', '[]'],
    ['a misspelt limit', JSON.stringify({ ...record, cardMax: 1 })],
    ['a key in place of an id', JSON.stringify({ ...record, id: good.key })],
    ['a short digest', JSON.stringify({ ...record, digest: 'abc' })],
    ['no scopes', JSON.stringify({ ...record, scopes: [] })],
    ['an unknown scope', JSON.stringify({ ...record, scopes: ['everything'] })],
    ['a date that does not exist', JSON.stringify({ ...record, expiresAt: '2027-02-30T00:00:00Z' })],
    ['a local time', JSON.stringify({ ...record, expiresAt: '2027-01-31T00:00:00+09:00' })],
    ['a limit of nothing', JSON.stringify({ ...record, cardsMax: 0 })],
    ['a name that may be a card', JSON.stringify({ ...record, name: canary(1) })],
    ['a very long line', JSON.stringify({ ...record, name: 'x'.repeat(5000) })],
  ])('is refused with its line, and without what stands there: %s', (_, line) => {
    const sentence = sentenceOf(`${makeKey(['iins']).line}${line}\n`);
    expect(sentence).toMatch(/^Line 2: [A-Z"]/);
    expect(leaksOf(canary(1), sentence)).toEqual([]);
    expect(sentence).not.toContain(good.record.digest);
    expect(sentence).not.toContain('everything');
  });

  test('is refused when two lines have the same id', () => {
    expect(sentenceOf(`${good.line}${good.line}`)).toBe('Two lines have the same id.');
  });
});
