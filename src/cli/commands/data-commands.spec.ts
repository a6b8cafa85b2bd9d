import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cli, type CliResult, fakeIo } from '../../../test/cli/fake-io.js';
import { folderWith, OWN_CSV } from '../../../test/cli/issuer-files.js';
import { loadIssuerData } from '../../bin-data/load/issuer-load.js';
import { IssuerTable } from '../../core/issuers/issuer-table.js';
import { runCli } from '../program.js';

let folder = '';
beforeEach(() => {
  folder = folderWith({ 'own.csv': OWN_CSV });
  utimesSync(path('own.csv'), new Date('2026-01-02T03:04:05.678Z'), new Date('2026-01-02T03:04:05.678Z'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function path(name: string): string {
  return join(folder, name);
}

function save(name: string, text: string): string {
  writeFileSync(path(name), text);
  return path(name);
}

function build(...args: readonly string[]): Promise<CliResult> {
  return cli('data', 'build', '-o', path('a.iin'), ...args);
}

describe('iinspect data import', () => {
  test('writes our format on standard output, and what became of the rows beside it', async () => {
    const { exitCode, stdout, stderr } = await cli('data', 'import', path('own.csv'));
    expect(exitCode).toBe(0);
    expect(stdout).toBe(OWN_CSV);
    expect(stderr).toContain('  rows       5 read, 5 kept (100.0 %)\n');
    expect(stderr).toContain('own.csv: reading ');
  });

  test('says nothing to who wants quiet', async () => {
    expect((await cli('data', 'import', '-q', path('own.csv'))).stderr).toBe('');
  });

  test.each([
    ['by the name of the output', ['-o', 'out.ndjson']],
    ['by --to', ['-o', 'out.txt', '--to', 'ndjson']],
  ])('writes NDJSON, chosen %s, and reads it again', async (_how, [flag = '', name = '', ...rest]) => {
    const { exitCode, stdout } = await cli('data', 'import', path('own.csv'), flag, path(name), ...rest);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    const lines = readFileSync(path(name), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines[1] ?? '')).toEqual({
      ...{ low: '457974', high: '457974', issuer: 'Acme, Inc.', country: 'US', funding: 'debit' },
      ...{ product: 'The "Gold"', segment: 'commercial', brand: 'visa', panLengths: [13, 16] },
    });
    expect(Object.keys(JSON.parse(lines[4] ?? '') as object)).toEqual(['low', 'high', 'country', 'funding']);
    expect((await cli('data', 'import', path(name), '--to', 'csv')).stdout).toBe(OWN_CSV);
    expect(readdirSync(folder).sort()).toEqual([name, 'own.csv'].sort());
  });

  test('keeps rows of the countries asked for', async () => {
    const { stdout, stderr } = await cli('data', 'import', path('own.csv'), '--country', 'KR', '--country', 'IN');
    expect(
      stdout
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',')[3]),
    ).toEqual(['KR', 'IN']);
    expect(stderr).toMatch(/skipped {4}3 rows: outside_scope, first in line 3/);
  });

  test('reads a list of a third party', async () => {
    const { stdout } = await cli('data', 'import', save('cn.csv', 'bin,bank,type,pan_length\n103,ABC,DC,19\n'));
    expect(stdout.split('\n')[1]).toBe('103,103,ABC,CN,debit,,,,19');
  });

  test.each([
    ['a file that is not there', 'gone.csv', 66, 'gone.csv: There is no such file. Check the path.'],
    ['a folder', '.', 66, 'not a file'],
    ['a file of no known format', 'odd.csv', 65, 'odd.csv, line 1: No importer knows this file by its first line.'],
    ['an empty file', 'empty.csv', 65, 'empty.csv: The file is empty.'],
  ])('refuses %s', async (_what, name, code, message) => {
    save('odd.csv', 'what,is,this\n1,2,3\n');
    save('empty.csv', '');
    const { exitCode, stdout, stderr } = await cli('data', 'import', path(name));
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('names the line of a damaged file, and none of its cells', async () => {
    const damaged = save('bad.csv', `low,issuer\n457973,"Secret\n`);
    const { exitCode, stderr } = await cli('data', 'import', damaged);
    expect(exitCode).toBe(65);
    expect(stderr).toMatch(/bad\.csv, line \d+: The file breaks off/);
    expect(stderr).not.toContain('Secret');
  });

  test.each([
    ['a.iin', 'is an artifact by its name. Import what it was compiled of.'],
    ['m.JSON', 'is a manifest by its name. Import the files it names.'],
  ])('does not take %s for a list', async (name, message) => {
    const { exitCode, stderr } = await cli('data', 'import', path(name));
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });

  test('replaces neither its input nor a folder', async () => {
    const onto = await cli('data', 'import', path('own.csv'), '-o', join(folder, '.', 'own.csv'));
    expect(onto).toMatchObject({ exitCode: 64, stdout: '' });
    const into = await cli('data', 'import', path('own.csv'), '-o', folder);
    expect(into).toMatchObject({ exitCode: 73, stdout: '' });
    expect(readFileSync(path('own.csv'), 'utf8')).toBe(OWN_CSV);
  });

  test('says where it cannot write', async () => {
    const { exitCode, stderr } = await cli('data', 'import', path('own.csv'), '-q', '-o', path('no/such/out.csv'));
    expect(exitCode).toBe(73);
    expect(stderr).toMatch(/out\.csv cannot be written\. The folder does not exist: make it first\.\n$/);
  });
});

describe('iinspect data build', () => {
  test('makes the same bytes of the same files, and says what they are', async () => {
    const { exitCode, stdout } = await build(path('own.csv'));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ {2}version {4}[0-9a-f]{10}\n {2}built at {3}2026-01-02T03:04:05Z\n/);
    expect(stdout).toMatch(/ {2}rows {7}5\n/);
    expect(stdout).toMatch(/ {2}size {7}[\d.]+ kB, [\d.]+ bytes per row\n/);
    expect(stdout).toMatch(/ {2}ambiguous {2}1 of these: /);
    expect(stdout).toMatch(/ {2}took {7}0\.00 s\n/);
    await cli('data', 'build', path('own.csv'), '-o', path('b.iin'));
    expect(readFileSync(path('a.iin')).equals(readFileSync(path('b.iin')))).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['a.iin', 'b.iin', 'own.csv']);
  });

  test('takes the time it is told, of the manifest, or of the newest file', async () => {
    const manifest = save(
      'm.json',
      JSON.stringify({ builtAt: '2025-05-05T00:00:00Z', sources: [{ file: 'own.csv' }] }),
    );
    expect((await build(manifest)).stdout).toContain('2025-05-05T00:00:00Z');
    const told = await build(manifest, '--built-at', '2024-04-04T09:00:00.5+09:00');
    expect(told.stdout).toContain('2024-04-04T00:00:00Z');
  });

  test('puts several files together and numbers ids that meet', async () => {
    const other = folderWith({ 'own.csv': 'low,issuer\n999999,Else\n' });
    const { exitCode } = await build(path('own.csv'), join(other, 'own.csv'));
    expect(exitCode).toBe(0);
    const { stdout } = await cli('data', 'check', '-q', path('a.iin'));
    expect(stdout).toContain('\n  own\n');
    expect(stdout).toContain('\n  own-2\n');
    rmSync(other, { recursive: true });
  });

  test('makes the bytes that the service makes of the same manifest', async () => {
    save('x.csv', 'low,issuer\n111111,One\n');
    save('b.csv', 'low,issuer\n222222,Two\n');
    const manifest = save('m.json', JSON.stringify({ sources: [{ file: 'x.csv' }, { file: 'b.csv', id: 'x' }] }));
    expect((await build(manifest)).exitCode).toBe(0);
    const limits = { bytesMax: 1000, rowsMax: 1000, skippedPercentMax: 10 };
    const { bytes } = await loadIssuerData(manifest, limits);
    expect(readFileSync(path('a.iin')).equals(Buffer.from(bytes))).toBe(true);
    expect(IssuerTable.open(bytes).files.map(({ id }) => id)).toEqual(['x-2', 'x']);
  });

  test('renumbers no id that was given', async () => {
    const [one, two] = ['one', 'two'].map((name) =>
      save(`${name}.json`, JSON.stringify({ sources: [{ file: 'own.csv', id: 'same' }] })),
    );
    const { exitCode, stderr } = await build(one!, two!);
    expect(exitCode).toBe(65);
    expect(stderr).toContain('two.json: The manifest cannot be used. An earlier manifest gives a source the same id.');
    expect(existsSync(path('a.iin'))).toBe(false);
  });

  test('limits the bytes of all files together', async () => {
    const files = ['b', 'c'].map((name) => save(`${name}.csv`, 'low,issuer\n111111,A\n'));
    expect((await build('--bytes-max', '39', ...files)).stderr).toContain(
      'c.csv: The file is larger than allowed. The limit holds for all files together. ',
    );
    expect(await build('--bytes-max', '40', ...files)).toMatchObject({ exitCode: 0 });
  });

  test('says of every file that it is read, and what came of it', async () => {
    const other = save('b.csv', 'low,issuer\n111111,A\n');
    const { stderr } = await build(path('own.csv'), other, other);
    expect(stderr.replace(/reading .+/g, 'reading')).toBe(
      ['own.csv: reading', 'own.csv: 5 rows read, 5 kept']
        .concat(['b.csv: reading', 'b.csv: 1 row read, 1 kept', 'b.csv: reading', 'b.csv: 1 row read, 1 kept', ''])
        .join('\n'),
    );
  });

  test('does not lay the artifact among its text files, but beside a manifest', async () => {
    const { exitCode, stderr } = await build(folder);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('a folder may not hold both');
    save('manifest.json', JSON.stringify({ sources: [{ file: 'own.csv' }] }));
    expect((await build(folder)).exitCode).toBe(0);
  });

  test('builds nothing of an artifact, of damaged rows, or of more rows than allowed', async () => {
    await build(path('own.csv'));
    expect(await build(path('a.iin'))).toMatchObject({ exitCode: 64 });
    rmSync(path('a.iin'));
    const damaged = save('d.csv', 'low,country\n1,KR\n2,Korea\n');
    const { exitCode, stderr } = await build('-q', damaged);
    expect(exitCode).toBe(65);
    expect(stderr).toContain('d.csv: Too many rows could not be used.');
    expect((await build('--rows-max', '4', path('own.csv'))).exitCode).toBe(65);
    expect(existsSync(path('a.iin'))).toBe(false);
    expect((await build(damaged, '--skipped-max', '50')).exitCode).toBe(0);
  });
});

describe('iinspect data check', () => {
  test('is content with files that can be used', async () => {
    await build(path('own.csv'));
    const { exitCode, stdout } = await cli('data', 'check', path('own.csv'), path('a.iin'));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('  format     iinspect-csv\n');
    expect(stdout).toMatch(/ {2}sha256 +[0-9a-f]{64}\n/);
    expect(stdout).toMatch(/ {4}licence +none stated\n/);
    expect(stdout).toMatch(/\n2 files looked at, 0 faults\.\n$/);
  });

  test('says everything that is wrong, of every file', async () => {
    save('d.csv', 'low,country\n1,KR\n2,Korea\n3,Korea\n');
    save('twin.csv', OWN_CSV);
    const sources = [
      { file: 'd.csv', sha256: '0'.repeat(64), id: 'd' },
      { file: 'gone.csv', id: 'g' },
      { file: 'own.csv', id: 'o' },
      { file: 'twin.csv', id: 't' },
    ];
    const { exitCode, stdout } = await cli('data', 'check', save('m.json', JSON.stringify({ sources })));
    expect(exitCode).toBe(65);
    expect(stdout).toMatch(/ {2}skipped +2 rows: country_not_iso, first in line 3\n/);
    expect(stdout).toContain('  FAULT: The file has another SHA-256 than the manifest says.');
    expect(stdout).toContain('2 of 3 are damaged; 10 of a hundred may be.');
    expect(stdout).toContain('  FAULT: gone.csv: There is no such file. Check the path.\n');
    expect(stdout).toContain('  FAULT: It is the same as own.csv, byte for byte. Leave one of them out.\n');
    expect(stdout).toMatch(/\n4 files looked at, 4 faults\.\n$/);
  });

  test('looks at files together as the service will, and names those it leaves aside', async () => {
    save('notes.txt', '');
    save('more.csv', 'low,issuer\n999999,Else\n');
    const { exitCode, stdout } = await cli('data', 'check', folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`\nLeft aside in ${folder}: notes.txt\n`);
    expect(stdout).toMatch(/, compiled\n {2}version +[0-9a-f]{10}\n(.*\n)* {2}rows +6\n/);
    const few = await cli('data', 'check', folder, '--rows-max', '5');
    expect(few.exitCode).toBe(65);
    expect(few.stdout).toContain('The file has more rows than allowed.');
  });

  test('tells an artifact that was damaged on its way', async () => {
    await build(path('own.csv'));
    const bytes = readFileSync(path('a.iin'));
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync(path('a.iin'), bytes);
    const { exitCode, stdout } = await cli('data', 'check', path('a.iin'));
    expect(exitCode).toBe(65);
    expect(stdout).toContain('a.iin: This compiled table is damaged. Copy or build it again.');
  });

  test('has a code of its own for what is missing', async () => {
    expect((await cli('data', 'check', path('gone.csv'), path('own.csv'))).exitCode).toBe(66);
  });
});

test('only what is compiled is said to be', async () => {
  await build(path('own.csv'));
  const drawnFor = async (name: string): Promise<string> => {
    const io = fakeIo(80);
    await runCli(['data', 'report', path(name)], io, async () => undefined);
    return io.stderr.text;
  };
  expect(await drawnFor('own.csv')).toContain('compiling …');
  expect(await drawnFor('a.iin')).not.toContain('compiling');
});

describe('iinspect data diff', () => {
  test('shows where files name other brands than our tables', async () => {
    save('other.csv', 'low,brand\n453957,mastercard\n');
    const { exitCode, stdout } = await cli('data', 'diff', '-q', path('other.csv'));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\n {2}differs +1 +1\n/);
    expect(stdout).toMatch(/ {2}file +Mastercard \[other\]\n {2}ours +Visa \[.+\n(.*\n)* {2}1 range +453957\n/);
  });

  test('is content where there is no difference', async () => {
    save('same.csv', 'low,brand\n453957,visa\n');
    expect(await cli('data', 'diff', '-q', path('same.csv'))).toMatchObject({ exitCode: 0, stderr: '' });
    const itself = await cli('data', 'diff', path('own.csv'), '--against', path('own.csv'));
    expect(itself.exitCode).toBe(0);
  });

  test('counts what changed since older data', async () => {
    const after = save('new.csv', 'low,issuer,country\n457973,Kookmin,KR\n111111,New,US\n');
    const { exitCode, stdout } = await cli('data', 'diff', after, '--against', path('own.csv'));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/ {2}added +1 +\d/);
    expect(stdout).toMatch(/ {2}changed +1 +\d/);
    expect(stdout).toMatch(
      /\n {2}457973\n {4}- KR · KB국민카드 · credit · consumer · 체크 · visa · 16 digits · \[own\]\n {4}\+ KR · Kookmin · \[new\]\n/,
    );
  });

  test('prints JSON', async () => {
    save('other.csv', 'low,brand\n453957,mastercard\n');
    const brands: unknown = JSON.parse((await cli('data', 'diff', '--json', path('other.csv'))).stdout);
    expect(brands).toMatchObject({
      counts: { differs: { ranges: 1, prefixes: 1 }, co_badge: { ranges: 0, prefixes: 0 } },
      disagreements: [{ low: '453957', ours: { brandId: 'visa' }, theirs: { brandId: 'mastercard' } }],
    });
    const { stdout } = await cli('data', 'diff', '--json', path('other.csv'), '--against', path('own.csv'));
    expect(JSON.parse(stdout)).toMatchObject({ before: { rowCount: 5 }, after: { rowCount: 1 }, added: 1 });
  });
});

describe('iinspect data report', () => {
  test('says what the data holds', async () => {
    const { exitCode, stdout } = await cli('data', 'report', path('own.csv'));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Countries, by prefixes of 6 digits: 4\n  JP  Japan          10  76.9 %\n');
    expect(stdout).toMatch(/ {2}name of the issuer +12 +\d/);
    expect(stdout).toContain('Ambiguous, several countries answer: 1 prefix in 1 range\n  353600  IN JP  own\n');
  });

  test('counts rows that answer for no number, while it can', async () => {
    save('narrow.csv', 'low,issuer\n457973,A\n');
    const sources = [
      { file: 'own.csv', id: 'own', rank: 2 },
      { file: 'narrow.csv', id: 'narrow', rank: 1 },
    ];
    const manifest = save('m.json', JSON.stringify({ sources }));
    const { stdout } = await cli('data', 'report', manifest);
    expect(stdout).toMatch(/\n {2}own +1 {2}20\.0 %\n {2}narrow +0 +0\.0 %\n$/);
    await build(manifest);
    expect((await cli('data', 'report', path('a.iin'))).stdout).toMatch(/an artifact does not keep them/);
  });

  test('prints JSON', async () => {
    const report: unknown = JSON.parse((await cli('data', 'report', path('own.csv'), '--json', '-q')).stdout);
    expect(report).toMatchObject({
      rowCount: 5,
      prefixes: 13,
      coverage: { brand: 12, funding: 13 },
      ambiguous: { prefixes: 1, ranges: [{ low: '353600', high: '353600', countries: ['IN', 'JP'] }] },
      hiddenRows: [{ id: 'own', rowsKept: 5, rowsHidden: 0 }],
    });
  });
});
