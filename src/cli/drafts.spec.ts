import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Drafts } from './drafts.js';

describe('a file under construction', () => {
  const drafts = new Drafts();
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'iinspect-drafts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('appears under its name when it is whole, in place of an old one', async () => {
    const path = join(folder, 'a.csv');
    writeFileSync(path, 'old');
    await drafts.write(path, async (file) => {
      await file.write('new');
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(folder)).toHaveLength(2);
    });
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  test('replaces what a link leads to, and leaves the link', async () => {
    writeFileSync(join(folder, 'a.csv'), 'old');
    symlinkSync('a.csv', join(folder, 'link.csv'));
    await drafts.write(join(folder, 'link.csv'), async (file) => file.writeFile('new'));
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('new');
    expect(readlinkSync(join(folder, 'link.csv'))).toBe('a.csv');
  });

  test('leaves nothing behind when writing fails', async () => {
    const bug = new Error('half way');
    const failing = drafts.write(join(folder, 'a.csv'), async (file) => {
      await file.write('ha');
      throw bug;
    });
    await expect(failing).rejects.toBe(bug);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is removed when somebody interrupts', async () => {
    await drafts
      .write(join(folder, 'a.csv'), async () => {
        expect(readdirSync(folder)).toHaveLength(1);
        drafts.removeAll();
        expect(readdirSync(folder)).toEqual([]);
        writeFileSync(join(folder, readdirSync(folder)[0] ?? 'gone'), '');
      })
      .catch(() => undefined);
    expect(readdirSync(folder)).toEqual(['gone']);
  });

  test('replaces neither a folder nor a device', async () => {
    await expect(drafts.write(folder, async () => {})).rejects.toMatchObject({ kind: 'output' });
    await expect(drafts.write('/dev/null', async () => {})).rejects.toMatchObject({ kind: 'output' });
  });

  test('says what to do where it cannot be', async () => {
    const failing = drafts.write(join(folder, 'no', 'a.csv'), async () => {});
    await expect(failing).rejects.toMatchObject({ kind: 'output', message: expect.stringContaining('make it first') });
  });
});
