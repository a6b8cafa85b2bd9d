import { utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FIXTURE_FILES } from '../../../test/bin-data/fixture-files.js';
import { inFolder, NO_LIMITS } from '../../../test/bin-data/import-text.js';
import { rangeRow, sha256, tableSource } from '../../../test/support/table-rows.js';
import { buildIinTable } from '../../core/iin-table-builder.js';
import { IssuerTable } from '../../core/issuers/issuer-table.js';
import { loadIssuerData, type LoadLimits } from './issuer-load.js';

const ALL = Object.fromEntries(FIXTURE_FILES);
const LIMITS = { ...NO_LIMITS, builtAt: '2026-11-22T00:00:00Z' };

describe('issuer data from text files', () => {
  test('of every format become one table', async () => {
    await inFolder(ALL, async (folder) => {
      const { bytes, imported } = await loadIssuerData(folder, LIMITS);
      const table = IssuerTable.open(bytes);
      expect(bytes).toBeInstanceOf(SharedArrayBuffer);
      expect(table.builtAt).toBe('2026-11-22T00:00:00Z');
      expect(table.rowCount).toBe(imported.reduce((sum, { file }) => sum + file.rowsKept, 0));
      const listing = imported.map(({ file: { records: _records, ...facts } }) => facts);
      expect(table.files).toEqual(listing);
      expect(table.files.map(({ id }) => id)).toEqual(
        [...FIXTURE_FILES.keys()].map((name) => name.replace(/\.\w+$/, '')).map(numbered),
      );
      expect(imported.every(({ firstLines }) => firstLines.size > 0)).toBe(true);
    });
  });

  test('make the same bytes every time', async () => {
    await inFolder(ALL, async (folder) => {
      const [first, second] = [await loadIssuerData(folder, LIMITS), await loadIssuerData(folder, LIMITS)];
      expect(Buffer.from(second.bytes).equals(Buffer.from(first.bytes))).toBe(true);
    });
  });

  test('of one file can be asked for by its name', async () => {
    await inFolder({ 'mine.txt': 'low,issuer\n4000,One\n' }, async (folder) => {
      const table = IssuerTable.open((await loadIssuerData(join(folder, 'mine.txt'), LIMITS)).bytes);
      expect(table.claims(table.find('40001234567'))).toMatchObject([{ name: 'One', source: { id: 'mine' } }]);
      expect(table.find('40011234567')).toBe(0);
    });
  });

  test('were built when the caller says, else the manifest, else the caller again, else when the newest file was written', async () => {
    const files = { 'a.csv': 'low,issuer\n4,One\n', 'b.csv': 'low,issuer\n5,Two\n' };
    const builtAt = async (folder: string, given: Partial<LoadLimits> = {}): Promise<string> =>
      IssuerTable.open((await loadIssuerData(folder, { ...NO_LIMITS, ...given })).bytes).builtAt;
    const manifest = JSON.stringify({ builtAt: '2026-01-01T00:00:00Z', sources: [{ file: 'a.csv' }] });
    const builtAtElse = '2026-02-02T00:00:00Z';
    await inFolder(files, async (folder) => {
      utimesSync(join(folder, 'a.csv'), 0, 86_400.75);
      utimesSync(join(folder, 'b.csv'), 0, 10);
      expect(await builtAt(folder)).toBe('1970-01-02T00:00:00Z');
      expect(await builtAt(folder, { builtAtElse })).toBe(builtAtElse);
    });
    await inFolder({ ...files, 'manifest.json': manifest }, async (folder) => {
      expect(await builtAt(folder, { builtAtElse })).toBe('2026-01-01T00:00:00Z');
      expect(await builtAt(folder, { builtAt: '2026-03-03T00:00:00Z', builtAtElse })).toBe('2026-03-03T00:00:00Z');
    });
  });

  test('tell how far they were read, over all files', async () => {
    const seen: (readonly [number, number])[] = [];
    await inFolder(ALL, async (folder) => {
      await loadIssuerData(folder, LIMITS, { onBytes: (read, total) => seen.push([read, total]) });
    });
    const size = [...FIXTURE_FILES.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(seen).toHaveLength(FIXTURE_FILES.size);
    expect(seen.at(-1)).toEqual([size, size]);
  });

  test('tell of every file when it is read and when it was, and when the table is made', async () => {
    const seen: unknown[] = [];
    const files = { 'a.csv': 'low,issuer\n4,One\n', 'b.csv': 'low,issuer\n50,Two\n51,Three\n' };
    await inFolder(files, async (folder) => {
      await loadIssuerData(folder, LIMITS, {
        onFileBytes: (path, read, total) => seen.push([basename(path), read, total]),
        onFileEnd: (path, { rowsRead }) => seen.push([basename(path), rowsRead]),
        onCompiling: () => seen.push('compiling'),
      });
    });
    expect(seen).toEqual([['a.csv', 17, 17], ['a.csv', 1], ['b.csv', 27, 27], ['b.csv', 2], 'compiling']);
  });

  test('are limited together', async () => {
    const files = { 'a.csv': 'low,issuer\n4,One\n', 'b.csv': 'low,issuer\n5,Two\n' };
    await inFolder(files, async (folder) => {
      await expect(loadIssuerData(folder, { ...LIMITS, rowsMax: 1 })).rejects.toMatchObject({
        fault: 'too_many_rows',
        place: { file: 'b.csv' },
      });
      await expect(loadIssuerData(folder, { ...LIMITS, bytesMax: 33 })).rejects.toMatchObject({
        fault: 'too_large',
        place: { file: 'b.csv', hint: 'The limit holds for all files together.' },
      });
      await expect(loadIssuerData(folder, { ...LIMITS, rowsMax: 2, bytesMax: 34 })).resolves.toBeDefined();
    });
  });

  test('are refused whole when one of them is wrong', async () => {
    await inFolder({ ...ALL, 'wrong.csv': 'hello\n' }, async (folder) => {
      await expect(loadIssuerData(folder, LIMITS)).rejects.toMatchObject({
        fault: 'unknown_format',
        place: { file: 'wrong.csv' },
      });
    });
    const manifest = JSON.stringify({ sources: [{ file: 'absent.csv' }] });
    await inFolder({ 'manifest.json': manifest }, async (folder) => {
      await expect(loadIssuerData(folder, LIMITS)).rejects.toMatchObject({
        fault: 'not_found',
        place: { file: 'absent.csv' },
      });
    });
  });
});

describe('issuer data from several paths', () => {
  const rows = (first: number): string => `low,issuer\n${String(first)},One\n`;
  const manifest = (...sources: readonly object[]): string => JSON.stringify({ sources });

  test('become one table, in the order given', async () => {
    const files = { 'a.csv': rows(40), 'b.csv': rows(40), 'm.json': manifest({ file: 'a.csv', id: 'b' }) };
    await inFolder(files, async (folder) => {
      const [listed, csv] = [join(folder, 'm.json'), join(folder, 'b.csv')];
      const ids = async (...paths: readonly string[]): Promise<readonly string[]> =>
        IssuerTable.open((await loadIssuerData(paths, LIMITS)).bytes).files.map(({ id }) => id);
      expect(await ids(listed, csv)).toEqual(['b', 'b-2']);
      expect(await ids(csv, listed)).toEqual(['b-2', 'b']);
      expect(await ids(csv, csv)).toEqual(['b', 'b-2']);
    });
  });

  test('of which one is a path are as that path alone', async () => {
    await inFolder({ 'a.csv': rows(40) }, async (folder) => {
      const [alone, listed] = [await loadIssuerData(folder, LIMITS), await loadIssuerData([folder], LIMITS)];
      expect(Buffer.from(listed.bytes).equals(Buffer.from(alone.bytes))).toBe(true);
    });
  });

  test('are limited together', async () => {
    await inFolder({ 'a.csv': rows(40), 'b.csv': rows(50) }, async (folder) => {
      const paths = ['a.csv', 'b.csv'].map((name) => join(folder, name));
      const size = 2 * rows(40).length;
      await expect(loadIssuerData(paths, { ...LIMITS, bytesMax: size - 1 })).rejects.toMatchObject({
        fault: 'too_large',
        place: { file: 'b.csv' },
      });
      await expect(loadIssuerData(paths, { ...LIMITS, bytesMax: size })).resolves.toBeDefined();
    });
  });
});

describe('issuer data from a compiled table', () => {
  const compiled = inFolder({ 'rows.csv': 'low,issuer,country\n4000,One,KR\n5,Two,\n' }, async (folder) =>
    Buffer.from((await loadIssuerData(folder, LIMITS)).bytes),
  );

  test('are the bytes of the file', async () => {
    const artifact = await compiled;
    await inFolder({ 'issuers.iin': artifact }, async (folder) => {
      const { bytes, imported } = await loadIssuerData(folder, NO_LIMITS);
      expect(bytes).toBeInstanceOf(SharedArrayBuffer);
      expect(Buffer.from(bytes).equals(artifact)).toBe(true);
      expect(imported).toEqual([]);
    });
  });

  test('are refused when a single bit is wrong, wherever it is', async () => {
    const artifact = await compiled;
    await fc.assert(
      fc.asyncProperty(fc.nat(artifact.length - 1), fc.nat(7), async (byte, bit) => {
        const damaged = Buffer.from(artifact);
        damaged[byte]! ^= 1 << bit;
        await expectRefused(damaged, faultOfByte(byte));
      }),
      { numRuns: 60 },
    );
  });

  test('are refused when they are something else', async () => {
    const artifact = await compiled;
    await expectRefused(Buffer.from('low,issuer\n4,One\n'), 'not_an_artifact');
    await expectRefused(Buffer.alloc(0), 'empty');
    await expectRefused(artifact.subarray(0, 20), 'not_an_artifact');
    await expectRefused(artifact.subarray(0, artifact.length - 8), 'wrong_size');
    await expectRefused(Buffer.concat([artifact, Buffer.alloc(8)]), 'wrong_size');
    await expectRefused(Buffer.from(buildIinTable(tableSource([rangeRow('visa', '4')]), sha256)), 'wrong_kind');
    await expectRefused(artifact, 'too_large', { ...NO_LIMITS, bytesMax: artifact.length - 1 });
  });
});

async function expectRefused(artifact: Buffer, fault: string, limits = NO_LIMITS): Promise<void> {
  await inFolder({ 'issuers.iin': artifact }, async (folder) => {
    await expect(loadIssuerData(join(folder, 'issuers.iin'), limits)).rejects.toMatchObject({
      fault,
      place: { file: 'issuers.iin' },
    });
  });
}

/** Of one that differs from what was written: the magic is bytes 0 to 7, the size bytes 48 to 51. */
function faultOfByte(byte: number): string {
  if (byte < 8) return 'not_an_artifact';
  return byte >= 48 && byte < 52 ? 'wrong_size' : 'corrupt';
}

/** `iinspect.csv` and `iinspect.ndjson` would have the same id. */
function numbered(id: string, index: number, ids: readonly string[]): string {
  return ids.indexOf(id) < index ? `${id}-2` : id;
}
