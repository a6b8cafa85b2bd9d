import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseKeyRecords } from '../../src/security/keys/key-record.js';
import { KeyStore } from '../../src/security/keys/key-store.js';
import { Folder, makeKey } from '../access/credential-files.js';
import { canary, leaksOf } from '../ops/leak-search.js';
import { cli } from './fake-io.js';

const folder = new Folder();
afterAll(() => folder.remove());

let files = 0;
function newPath(): string {
  return join(folder.path, `keys-${String(files++)}.jsonl`);
}

function storeOf(path: string): KeyStore {
  return new KeyStore(parseKeyRecords(readFileSync(path, 'utf8')));
}

describe('iinspect keys add', () => {
  test('shows the key once, alone on stdout, and keeps its digest where only the owner reads', async () => {
    const path = newPath();
    const options = ['--scopes', 'cards,iins', '--name', 'checkout, Seoul', '--expires', '90d', '--cards-max', '5000'];
    const { exitCode, stdout, stderr } = await cli('keys', 'add', '--file', path, ...options);
    const key = stdout.trim();
    expect([exitCode, stdout]).toEqual([0, `${key}\n`]);
    const found = storeOf(path).find(key, Date.now());
    expect(found).toMatchObject({
      result: 'known',
      record: { scopes: ['cards', 'iins'], name: 'checkout, Seoul', cardsMax: 5000 },
    });
    expect(stderr).not.toContain(key);
    expect(readFileSync(path, 'utf8')).not.toContain(key.slice(-43));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { record } = found as Extract<typeof found, { record: unknown }>;
    expect(record.expiresAt!.getTime() - record.createdAt.getTime()).toBe(90 * 86_400_000);
  });

  test('leaves the other lines as they are, byte for byte', async () => {
    const before = `${makeKey(['iins']).line}\n${makeKey(['admin']).line.trim()}`;
    const path = folder.write('others.jsonl', before);
    await cli('keys', 'add', '--file', path, '--scopes', 'cards');
    expect(readFileSync(path, 'utf8').startsWith(`${before}\n`)).toBe(true);
    expect(storeOf(path).size).toBe(3);
  });

  test.each<[string, readonly string[]]>([
    ['a scope that is none', ['--scopes', 'everything']],
    ['the same scope twice', ['--scopes', 'cards,cards']],
    ['no scopes', ['--scopes', '']],
    ['a card number as the name', ['--scopes', 'cards', '--name', canary(5)]],
    ['a card number in groups as the name', ['--scopes', 'cards', '--name', canary(5).replace(/(.{4})/g, '$1 ')]],
    ['a card number as the end', ['--scopes', 'cards', '--expires', canary(5)]],
    ['a card number as the limit', ['--scopes', 'cards', '--cards-max', canary(5)]],
    ['an end in the past', ['--scopes', 'cards', '--expires', '2020-01-01']],
    ['a day that does not exist', ['--scopes', 'cards', '--expires', '2031-02-30']],
    ['a limit of nothing', ['--scopes', 'cards', '--cards-max', '0']],
  ])('refuses %s without repeating it, and writes nothing', async (_, options) => {
    const path = newPath();
    const { exitCode, stdout, stderr } = await cli('keys', 'add', '--file', path, ...options);
    expect([exitCode, stdout]).toEqual([64, '']);
    expect(leaksOf(canary(5), stderr)).toEqual([]);
    expect(() => statSync(path)).toThrow();
  });

  test('does not add to a file that a service would refuse', async () => {
    const path = folder.write('broken.jsonl', '{"id":"x"}\n');
    const { exitCode, stdout, stderr } = await cli('keys', 'add', '--file', path, '--scopes', 'cards');
    expect([exitCode, stdout]).toEqual([65, '']);
    expect(stderr).toContain('Line 1:');
    expect(readFileSync(path, 'utf8')).toBe('{"id":"x"}\n');
  });
});

describe('iinspect keys revoke', () => {
  test('strikes one key off', async () => {
    const [first, second] = [makeKey(['cards']), makeKey(['cards'])];
    const path = folder.write('revoke.jsonl', `${first.line}\n${second.line}`);
    expect((await cli('keys', 'revoke', first.record.id, '--file', path)).exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(`\n${second.line}`);
  });

  test('can strike off the last one, and then nobody has a key', async () => {
    const { line, record } = makeKey(['cards']);
    const path = folder.write('last.jsonl', line);
    expect((await cli('keys', 'revoke', record.id, '--file', path)).exitCode).toBe(0);
    expect(storeOf(path).size).toBe(0);
  });

  test('refuses what is no id, a card number or a whole key for instance, without repeating it', async () => {
    const { key, line } = makeKey(['cards']);
    const path = folder.write('kept.jsonl', line);
    for (const id of [canary(6), key]) {
      const { exitCode, stderr } = await cli('keys', 'revoke', id, '--file', path);
      expect([exitCode, stderr.includes(id)]).toEqual([64, false]);
    }
    expect((await cli('keys', 'revoke', makeKey(['cards']).record.id, '--file', path)).exitCode).toBe(65);
    expect(readFileSync(path, 'utf8')).toBe(line);
  });
});

describe('iinspect keys list and check', () => {
  const over = makeKey(['cards'], { expiresAt: new Date('2026-01-02T00:00:00Z'), name: 'old' });
  const forever = makeKey(['iins', 'admin'], { cardsMax: 7 });
  const path = folder.write('list.jsonl', `${over.line}${forever.line}`);

  test('say who there is, and no digest', async () => {
    const { exitCode, stdout } = await cli('keys', 'list', '--file', path);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(1, 3)).toEqual([
      expect.stringMatching(new RegExp(`^${over.record.id} +cards +2026-01-02 \\(over\\) +old$`)),
      expect.stringMatching(new RegExp(`^${forever.record.id} +iins,admin +never +7$`)),
    ]);
    const json = await cli('keys', 'list', '--file', path, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject([
      { id: over.record.id, isExpired: true, name: 'old' },
      { id: forever.record.id, isExpired: false, scopes: ['iins', 'admin'], cardsMax: 7 },
    ]);
    for (const text of [stdout, json.stdout]) expect(text).not.toContain(over.record.digest);
  });

  test('count the keys, or say what is wrong with the file', async () => {
    expect((await cli('keys', 'check', '--file', path)).stdout).toBe('2 keys, 1 of them over, 0 within 14 days.\n');
    const twice = folder.write('twice.jsonl', `${over.line}${over.line}`);
    const { exitCode, stderr } = await cli('keys', 'check', '--file', twice);
    expect([exitCode, stderr.includes('Two lines have the same id.')]).toEqual([65, true]);
    expect((await cli('keys', 'check', '--file', join(folder.path, 'nowhere'))).exitCode).toBe(66);
  });
});
