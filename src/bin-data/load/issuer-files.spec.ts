import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inFolder } from '../../../test/bin-data/import-text.js';
import { findIssuerInput, findIssuerInputs } from './issuer-files.js';

const MANIFEST = JSON.stringify({
  builtAt: '2026-01-02T03:04:05Z',
  sources: [{ file: 'sub/b.csv', rank: 2 }, { file: 'a.csv' }],
});

describe('a path to a file', () => {
  test.each([
    ['table.iin', 'artifact'],
    ['TABLE.IIN', 'artifact'],
    ['rows.csv', 'texts'],
    ['rows.jsonl', 'texts'],
    ['rows.txt', 'texts'],
    ['rows', 'texts'],
    ['sources.json', 'texts'],
  ])('%s leads to: %s', async (name, kind) => {
    await inFolder({ [name]: MANIFEST }, async (folder) => {
      expect(await findIssuerInput(join(folder, name))).toMatchObject({ kind });
    });
  });

  test('of a manifest leads to the files it names, in its order', async () => {
    await inFolder({ 'sources.json': MANIFEST }, async (folder) => {
      expect(await findIssuerInput(join(folder, 'sources.json'))).toEqual({
        kind: 'texts',
        builtAt: '2026-01-02T03:04:05Z',
        sources: [
          { path: join(folder, 'sub', 'b.csv'), options: { rank: 2 } },
          { path: join(folder, 'a.csv'), options: {} },
        ],
      });
    });
  });

  test('of a manifest with a mistake names the manifest', async () => {
    await inFolder({ 'sources.json': '{}' }, async (folder) => {
      await expect(findIssuerInput(join(folder, 'sources.json'))).rejects.toMatchObject({
        fault: 'manifest_invalid',
        place: { file: 'sources.json', hint: expect.stringContaining('sources') },
      });
    });
  });

  test('of a manifest larger than any is refused', async () => {
    await inFolder({ 'sources.json': ' '.repeat(2 ** 20 + 1) }, async (folder) => {
      await expect(findIssuerInput(join(folder, 'sources.json'))).rejects.toMatchObject({ fault: 'too_large' });
    });
  });

  test('that is not there leads nowhere', async () => {
    await expect(findIssuerInput('/nowhere/at/all')).rejects.toMatchObject({
      fault: 'not_found',
      place: { file: 'all' },
    });
  });
});

describe('a directory', () => {
  test('is what its manifest says, whatever else it holds', async () => {
    await inFolder({ 'manifest.json': MANIFEST, 'x.iin': '', 'y.iin': '', 'z.csv': '' }, async (folder) => {
      expect(await findIssuerInput(folder)).toMatchObject({ builtAt: '2026-01-02T03:04:05Z' });
    });
  });

  test('leads to its one compiled table', async () => {
    await inFolder({ 'issuers.iin': '', 'README.md': '', 'notes.txt': '' }, async (folder) => {
      expect(await findIssuerInput(folder)).toEqual({ kind: 'artifact', path: join(folder, 'issuers.iin') });
    });
  });

  test('leads to all its text files by name, links included, hidden names and directories not', async () => {
    await inFolder({ 'b.CSV': '', 'a.ndjson': '', 'Z.jsonl': '', '.hidden.csv': '', 'c.txt': '' }, async (folder) => {
      mkdirSync(join(folder, 'd.csv'));
      symlinkSync('nowhere', join(folder, 'e.csv'));
      const input = await findIssuerInput(folder);
      expect(namesIn(folder, input)).toEqual(['Z.jsonl', 'a.ndjson', 'b.CSV', 'e.csv']);
    });
  });

  test('is read as Kubernetes mounts it', async () => {
    await inFolder({}, async (folder) => {
      mkdirSync(join(folder, '..2026_11_22'));
      writeFileSync(join(folder, '..2026_11_22', 'kicc.csv'), '');
      symlinkSync('..2026_11_22', join(folder, '..data'));
      symlinkSync('..data/kicc.csv', join(folder, 'kicc.csv'));
      expect(namesIn(folder, await findIssuerInput(folder))).toEqual(['kicc.csv']);
    });
  });

  test.each([
    ['two compiled tables', ['a.iin', 'b.iin'], 'mixed_artifacts'],
    ['a compiled table and texts', ['a.iin', 'b.csv'], 'mixed_artifacts'],
    ['nothing of ours', ['a.txt', '.b.csv'], 'not_found'],
    ['nothing', [], 'not_found'],
    ['too many texts', Array.from({ length: 65 }, (_, index) => `${index}.csv`), 'too_large'],
  ])('with %s is refused', async (_what, names, fault) => {
    await inFolder(Object.fromEntries(names.map((name) => [name, ''])), async (folder) => {
      await expect(findIssuerInput(folder)).rejects.toMatchObject({ fault });
    });
  });
});

function namesIn(folder: string, input: Awaited<ReturnType<typeof findIssuerInput>>): readonly string[] {
  return input.kind === 'texts' ? input.sources.map(({ path }) => relative(folder, path)) : [];
}

describe('several paths', () => {
  const manifest = (builtAt: string | undefined, ...sources: readonly object[]): string =>
    JSON.stringify({ builtAt, sources });

  test('lead to all their files, in the order given, built when the latest manifest says', async () => {
    const files = {
      'm.json': manifest('2026-01-02T00:00:00Z', { file: 'b.csv', id: 'b' }, { file: 'a.csv' }),
      'n.json': manifest('2026-01-01T00:00:00Z', { file: 'c.csv', id: 'c' }),
      'o.json': manifest(undefined, { file: 'd.csv' }),
    };
    await inFolder(files, async (folder) => {
      const path = (name: string): string => join(folder, name);
      expect(await findIssuerInputs(['m.json', 'n.json', 'o.json'].map(path))).toEqual({
        kind: 'texts',
        builtAt: '2026-01-02T00:00:00Z',
        sources: [
          { path: path('b.csv'), options: { id: 'b' } },
          { path: path('a.csv'), options: {} },
          { path: path('c.csv'), options: { id: 'c' } },
          { path: path('d.csv'), options: {} },
        ],
      });
    });
  });

  test('may not give two files the same id', async () => {
    const files = {
      'm.json': manifest(undefined, { file: 'a.csv', id: 'x' }),
      'n.json': manifest(undefined, { file: 'b.csv', id: 'x' }),
    };
    await inFolder(files, async (folder) => {
      await expect(findIssuerInputs([join(folder, 'm.json'), join(folder, 'n.json')])).rejects.toMatchObject({
        fault: 'manifest_invalid',
        place: { file: 'n.json', hint: 'An earlier manifest gives a source the same id.' },
      });
    });
  });

  test('may not hold an artifact, which comes alone', async () => {
    await inFolder({ 'a.iin': '', 'b.csv': '' }, async (folder) => {
      const paths = [join(folder, 'b.csv'), join(folder, 'a.iin')];
      await expect(findIssuerInputs(paths)).rejects.toMatchObject({
        fault: 'mixed_artifacts',
        place: { file: 'a.iin' },
      });
      expect(await findIssuerInputs(paths.slice(1))).toEqual({ kind: 'artifact', path: paths[1] });
    });
  });
});
