import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { parseKeyRecords } from '../../src/security/keys/key-record.js';
import { KeyStore } from '../../src/security/keys/key-store.js';
import { RecordError } from '../../src/security/keys/record-error.js';
import { type FileReload, ReloadingFile } from '../../src/security/reloading-file.js';
import { Folder, makeKey } from './credential-files.js';

const folder = new Folder();
const opened: ReloadingFile<KeyStore>[] = [];
const reports: FileReload[] = [];

afterEach(async () => {
  for (const file of opened.splice(0)) await file.stop();
  reports.splice(0);
});
afterAll(() => folder.remove());

async function open(path: string, pollMs = 0): Promise<ReloadingFile<KeyStore>> {
  const parse = (text: string): KeyStore => new KeyStore(parseKeyRecords(text));
  const file = await ReloadingFile.open({ path, pollMs, parse }, { fileReloaded: (reload) => reports.push(reload) });
  opened.push(file);
  return file;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

describe('a file that says who may call', () => {
  test('must be good to begin with', async () => {
    await expect(open(join(folder.path, 'nowhere'))).rejects.toThrow(RecordError);
    await expect(open(folder.write('bad', '{'))).rejects.toThrow(RecordError);
    await expect(open(folder.path)).rejects.toThrow(RecordError);
  });

  test('is taken anew when told to, and a revoked key is out', async () => {
    const [first, second] = [makeKey(['cards']), makeKey(['cards'])];
    const file = await open(folder.write('keys', `${first.line}${second.line}`));
    folder.write('keys', second.line);
    await file.reload();
    expect(file.current.find(first.key, 0).result).toBe('unknown');
    expect(file.current.find(second.key, 0).result).toBe('known');
    expect(reports.map(({ trigger, result, credentials }) => [trigger, result, credentials])).toEqual([
      ['start', 'swapped', 2],
      ['signal', 'swapped', 1],
    ]);
    await file.reload('request');
    expect(reports.at(-1)).toMatchObject({ trigger: 'request', result: 'unchanged' });
  });

  test('keeps the last good reading whatever becomes of it, and says what is wrong', async () => {
    const { key, line } = makeKey(['cards']);
    const path = folder.write('kept', line);
    const file = await open(path);
    const wrecks = ['{', `${line}{"id":"x"}\n`, `${line}${line}`, '\xff'];
    for (const wreck of wrecks) {
      writeFileSync(path, wreck, 'latin1');
      await file.reload();
      expect(file.current.find(key, 0).result).toBe('known');
    }
    unlinkSync(path);
    await file.reload();
    expect(file.current.find(key, 0).result).toBe('known');
    expect(reports.slice(1).map(({ result, hint }) => [result, hint])).toEqual([
      ['failed', 'Line 1: It is not JSON.'],
      ['failed', 'Line 2: "id" is not the id of a key.'],
      ['failed', 'Two lines have the same id.'],
      ['failed', 'It is not UTF-8.'],
      ['failed', 'There is no such file.'],
    ]);
    folder.write('kept', line);
    await file.reload();
    expect(reports.at(-1)).toMatchObject({ result: 'unchanged', hint: null });
  });

  test('is seen to change by the poll, also where kubelet swaps a link to a directory; the same trouble is told once', async () => {
    const [first, second] = [makeKey(['cards']), makeKey(['cards'])];
    for (const [name, text] of [
      ['one', first.line],
      ['two', second.line],
      ['broken', '{'],
    ] as const) {
      mkdirSync(join(folder.path, name));
      writeFileSync(join(folder.path, name, 'keys'), text);
    }
    const swap = (name: string): void => {
      symlinkSync(name, join(folder.path, '..data.new'));
      renameSync(join(folder.path, '..data.new'), join(folder.path, '..data'));
    };
    swap('one');
    symlinkSync(join('..data', 'keys'), join(folder.path, 'mounted'));
    const file = await open(join(folder.path, 'mounted'), 10);
    swap('two');
    await until(() => file.current.find(second.key, 0).result === 'known');
    expect(file.current.find(first.key, 0).result).toBe('unknown');
    swap('broken');
    await until(() => reports.at(-1)?.result === 'failed');
    await sleep(60);
    expect(reports.filter(({ result }) => result === 'failed')).toHaveLength(1);
    swap('two');
    await until(() => reports.at(-1)?.result === 'unchanged');
  });

  test('is not looked at once it is stopped', async () => {
    const file = await open(folder.write('stopped', makeKey(['cards']).line), 5);
    await file.stop();
    folder.write('stopped', '');
    await sleep(40);
    expect(file.current.size).toBe(1);
  });
});
