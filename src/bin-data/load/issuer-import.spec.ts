import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { importText, inFolder, NO_LIMITS } from '../../../test/bin-data/import-text.js';
import { IssuerDataError } from '../issuer-data-error.js';
import { importIssuerFile, type ImportOptions } from './issuer-import.js';

const HEADER = 'low,country,issuer\n';
const ROWS = `${HEADER}400001,KR,One\n400002,US,Two\n400003,,Three\n`;

describe('an issuer file', () => {
  test('is described by its importer where the operator says nothing', async () => {
    const text = '\ufeffBIN;Network;Type;Category;Issuer\r\n979201;TROY;DEBIT;;ÖRNEK\r\n';
    const { file } = await importText(text);
    expect(file).toEqual({
      id: 'rows',
      title: 'turkey-bin-list',
      format: 'turkey-bin-list',
      version: null,
      licence: 'MIT, Copyright (c) 2026 Kerim Berkay Buçan',
      locator: null,
      countries: ['TR'],
      rank: 1,
      sha256: createHash('sha256').update(text).digest('hex'),
      rowsRead: 1,
      rowsKept: 1,
      skipped: [],
      notes: [],
      records: [expect.objectContaining({ low: '979201', name: 'ÖRNEK' })],
    });
  });

  test('is what the operator says it is', async () => {
    const said = { id: 'x', title: 'My file', version: '7', licence: 'ours', locator: 'https://example.com', rank: 9 };
    expect((await importText(ROWS, said)).file).toMatchObject(said);
  });

  test('has its version in its title, unless it has a title', async () => {
    expect((await importText(ROWS, { version: '2026-04' })).file.title).toBe('rows 2026-04');
  });

  test('that is declared has its columns in any order, and others among them', async () => {
    const text = 'note,type,bin,pan_length,bank\nx,DC,620001,19,ABCD\n';
    const { file } = await importText(text, { format: 'cn-bankcard' });
    expect(file.records).toEqual([
      expect.objectContaining({ low: '620001', name: 'ABCD', funding: 'debit', panLengths: [19] }),
    ]);
    await expectFault(importText(text), 'unknown_format', { line: 1 });
    await expectFault(importText('type,bin,bank\nDC,620001,ABCD\n', { format: 'cn-bankcard' }), 'unknown_format', {
      line: 1,
    });
  });

  test('ends where its last line ends, with or without a line end', async () => {
    const { file } = await importText(ROWS.trimEnd());
    expect(file.rowsKept).toBe(3);
  });

  test('that breaks off within its last line shows a row of too few cells', async () => {
    const { file, firstLines } = await importText(`${HEADER}400001,KR,One\n400002,`);
    expect(file.skipped).toEqual([{ reason: 'wrong_cell_count', count: 1 }]);
    expect(firstLines.get('wrong_cell_count')).toBe(3);
  });

  test('tells how far it was read', async () => {
    const seen: (readonly [number, number])[] = [];
    const text = HEADER + '400001,KR,One\n'.repeat(20_000);
    await importText(text, { onProgress: (read, total) => seen.push([read, total]) });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.map(([read]) => read)).toEqual(seen.map(([read]) => read).sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual([text.length, text.length]);
  });

  test('of many rows keeps one string for each text', async () => {
    const { file } = await importText(
      HEADER + Array.from({ length: 9_000 }, (_, row) => `${400_000 + row},KR,A B\n`).join(''),
    );
    expect(file.rowsKept).toBe(9_000);
    expect(new Set(file.records.map(({ name }) => name))).toEqual(new Set(['A B']));
  });

  test('counts lines as an editor does, over rows that span several', async () => {
    const { firstLines } = await importText(`${HEADER}400001,KR,"One\nmore\nline"\n\nx,KR,Two\n`);
    expect(firstLines.get('prefix_not_digits')).toBe(6);
  });
});

describe('a scope', () => {
  test('leaves out rows of other countries, and names the country of rows that name none', async () => {
    const { file, firstLines } = await importText(ROWS, { countries: ['KR'] });
    expect(file.records.map(({ low, country }) => [low, country])).toEqual([
      ['400001', 'KR'],
      ['400003', 'KR'],
    ]);
    expect(file).toMatchObject({ countries: ['KR'], rank: 1, skipped: [{ reason: 'outside_scope', count: 1 }] });
    expect(firstLines).toEqual(new Map([['outside_scope', 3]]));
  });

  test('of several countries names none of them', async () => {
    const { file } = await importText(ROWS, { countries: ['KR', 'US'] });
    expect(file.records.map(({ country }) => country)).toEqual(['KR', 'US', null]);
  });

  test('picks one of the countries of a row', async () => {
    const rows =
      'scheme,bin,type,category,issuer,countries,source_file\nvisa,400001,,,One,AR|KR|UY,x\nvisa,400002,,,Two,AR|UY,x\n';
    const { file } = await importText(rows, { countries: ['KR'] });
    expect(file).toMatchObject({ rank: 1, notes: [], records: [{ low: '400001', country: 'KR' }] });
    expect(file.skipped).toEqual([{ reason: 'outside_scope', count: 1 }]);
  });

  test('does not claim rows that name a country in words of their own', async () => {
    const rows = 'scheme,bin,type,category,issuer,countries,source_file\n';
    const text = `${rows}visa,400001,,,One,KV,x\nvisa,400002,,,Two,,x\nvisa,400003,,,Two,KV|KR,x\n`;
    const { file } = await importText(text, { countries: ['KR'] });
    expect(file.records.map(({ low, country }) => [low, country])).toEqual([
      ['400002', 'KR'],
      ['400003', 'KR'],
    ]);
    expect(file.skipped).toEqual([{ reason: 'outside_scope', count: 1 }]);
  });

  test('of another country than that of the format leaves nothing', async () => {
    await expectFault(importText('bin,type\n400001,debit\n', { countries: ['NZ'] }), 'no_rows');
  });
});

describe('an issuer file is refused', () => {
  test('when it is not there, or leads nowhere', async () => {
    await inFolder({ 'rows.csv': ROWS }, async (folder) => {
      symlinkSync('nowhere', join(folder, 'dangling.csv'));
      for (const name of ['absent.csv', 'dangling.csv', 'rows.csv/inner.csv', 'x\0y.csv', 'x'.repeat(300)]) {
        await expectFault(importIssuerFile(join(folder, name), NO_LIMITS), 'not_found');
      }
    });
  });

  test('when it is no file that can be read', async () => {
    await inFolder({}, async (folder) => {
      mkdirSync(join(folder, 'folder.csv'));
      symlinkSync('loop.csv', join(folder, 'loop.csv'));
      await expectFault(importIssuerFile(join(folder, 'folder.csv'), NO_LIMITS), 'not_readable');
      await expectFault(importIssuerFile(join(folder, 'loop.csv'), NO_LIMITS), 'not_readable');
    });
  });

  (platform() === 'win32' ? test.skip : test)('when it is a pipe, without waiting for somebody to write', async () => {
    await inFolder({}, async (folder) => {
      execFileSync('mkfifo', [join(folder, 'pipe.csv')]);
      await expectFault(importIssuerFile(join(folder, 'pipe.csv'), NO_LIMITS), 'not_readable');
    });
  });

  test.each(['', '\n\n', '\ufeff', ' \n'])('when it holds nothing: %j', async (text) => {
    await expectFault(importText(text), 'empty');
  });

  test('when it is larger than allowed, before it is read', async () => {
    let read = 0;
    const onProgress = (bytes: number): void => void (read = bytes);
    await expectFault(importText(ROWS, { bytesMax: ROWS.length - 1, onProgress }), 'too_large');
    expect(read).toBe(0);
    expect((await importText(ROWS, { bytesMax: ROWS.length })).file.rowsKept).toBe(3);
  });

  test('when it has more rows than allowed', async () => {
    await expectFault(importText(ROWS, { rowsMax: 2 }), 'too_many_rows', { line: 4 });
    expect((await importText(ROWS, { rowsMax: 3 })).file.rowsKept).toBe(3);
  });

  test('when another checksum was expected', async () => {
    const sha256 = createHash('sha256').update(ROWS).digest('hex');
    expect((await importText(ROWS, { sha256 })).file.sha256).toBe(sha256);
    await expectFault(importText(`${ROWS}\n`, { sha256 }), 'wrong_sha256');
  });

  test('when it is not UTF-8, with the line', async () => {
    for (const before of [0, 1, 4_680, 9_000]) {
      const good = Buffer.from(HEADER + '400001,KR,카드\n'.repeat(before));
      const bad = Buffer.concat([good, Buffer.from([0x34, 0x2c, 0xff, 0xfe, 0x0a]), Buffer.from('5,KR,One\n')]);
      await expectFault(importText(bad), 'malformed', { line: before + 2 });
    }
    await expectFault(importText(Buffer.concat([Buffer.from(ROWS), Buffer.from([0xea, 0xb0])])), 'malformed', {
      line: 5,
    });
    await expectFault(importText(Buffer.from([0x50, 0x4b, 0x03, 0x04, 0xff])), 'malformed', { line: 1 });
  });

  test('when a quote is out of place or never closed', async () => {
    await expectFault(importText(`${ROWS}400004,KR,"One" more\n`), 'malformed', { line: 5 });
    await expectFault(importText(`${ROWS}400004,KR,"One\n400005,KR,Two\n`), 'malformed', { line: 6 });
    await expectFault(importText(`${ROWS}400004,KR,"${'x\n'.repeat(70_000)}`), 'malformed');
  });

  test('when a line has no end', async () => {
    await expectFault(importText(`{"low":"4","country":"KR"}\n{"low":"${'4'.repeat(70_000)}`), 'malformed', {
      line: 2,
    });
    await expectFault(importText('x'.repeat(200_000)), 'unknown_format', { line: 1 });
  });

  test.each([
    ['low,hihg', 'Column 2'],
    ['low,issuer,low', 'Column 3 repeats'],
    ['low,', 'Column 2'],
  ])('when its header is %s', async (header, hint) => {
    await expectFault(importText(`${header}\n1,2,3\n`), 'malformed', {
      line: 1,
      hint: expect.stringContaining(hint) as never,
    });
  });

  test('when too many of its rows are damaged, and says which', async () => {
    const text = `${ROWS}x,KR,Four\n400001,KR,One\n400001,KR,One\n,KR,Six\ny,KR,Seven\n`;
    const hint =
      'Rows: 8. Skipped: duplicate 2 (first in line 6), prefix_not_digits 2 (first in line 5), prefix_missing 1 (first in line 8).';
    await expectFault(importText(text, { skippedPercentMax: 37 }), 'too_many_skipped', { hint });
    expect((await importText(text, { skippedPercentMax: 37.5 })).file.rowsKept).toBe(3);
  });

  test('never for rows that were left out on purpose', async () => {
    const text = `${ROWS}${'400001,KR,One\n'.repeat(20)}`;
    expect((await importText(text, { skippedPercentMax: 0, countries: ['US'] })).file.rowsKept).toBe(2);
  });

  test('when no row is left', async () => {
    await expectFault(importText(HEADER), 'no_rows', { hint: 'Rows: 0. Skipped: none.' });
    await expectFault(importText(`${HEADER}x,KR,One\n`), 'no_rows');
  });
});

describe('an issuer file that changes while it is read', () => {
  const LONG = HEADER + '400001,KR,One\n'.repeat(20_000);

  test.each<readonly [string, (path: string) => void]>([
    ['grows', (path) => appendFileSync(path, 'x')],
    ['is cut', (path) => writeFileSync(path, HEADER)],
    ['is written again', (path) => utimesSync(path, 1, 1)],
    ['is deleted', (path) => rmSync(path)],
    [
      'is replaced',
      (path) => {
        writeFileSync(`${path}.new`, LONG);
        renameSync(`${path}.new`, path);
      },
    ],
  ])('is refused when it %s', async (_what, change) => {
    await inFolder({ 'rows.csv': LONG }, async (folder) => {
      const path = join(folder, 'rows.csv');
      let done = false;
      const onProgress = (): void => {
        if (!done) change(path);
        done = true;
      };
      await expectFault(importIssuerFile(path, { ...NO_LIMITS, onProgress }), 'changed_while_reading');
    });
  });

  test('is refused when the link to it is turned', async () => {
    await inFolder({ 'a.csv': LONG, 'b.csv': LONG }, async (folder) => {
      const link = join(folder, 'rows.csv');
      symlinkSync('a.csv', link);
      const onProgress = (): void => {
        rmSync(link);
        symlinkSync('b.csv', link);
      };
      await expectFault(importIssuerFile(link, { ...NO_LIMITS, onProgress }), 'changed_while_reading');
    });
  });

  test('is refused for the change, not for the breakage it shows', async () => {
    const broken = `${LONG}"`;
    await inFolder({ 'rows.csv': broken }, async (folder) => {
      const path = join(folder, 'rows.csv');
      const options: ImportOptions = { ...NO_LIMITS, onProgress: () => utimesSync(path, 1, 1) };
      await expectFault(importIssuerFile(path, NO_LIMITS), 'malformed');
      await expectFault(importIssuerFile(path, options), 'changed_while_reading');
    });
  });
});

/** The error names the file, and holds no cell of it. */
async function expectFault(promise: Promise<unknown>, fault: string, place: object = {}): Promise<void> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(IssuerDataError);
  expect(error).toMatchObject({ fault, place: { file: expect.any(String), ...place } });
  expect((error as Error).message).not.toMatch(/One|Two|40000\d/);
}
