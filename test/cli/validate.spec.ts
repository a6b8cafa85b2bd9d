import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BATCH_SETTINGS } from '../../src/config/batch-settings.js';
import { LINE_BYTES_MAX } from '../../src/cli/validate/scan/scan-sizes.js';
import { reportCard } from '../../src/core/card-report.js';
import { embeddedTables, NOW } from '../support/embedded-table.js';
import { cli, type CliResult, cliWith } from './fake-io.js';
import { folderWith, OWN_CSV } from './issuer-files.js';

const VISA = '4111111111111111';
const WRONG = '4111111111111112';
const UNKNOWN = '0000000000000000';
const MASKED = '411111******1111';
const RECORD = { line: 1, status: 'valid', brand: 'visa', maskedPan: MASKED, findings: ['TEST_CARD'] };

let folder = '';
beforeAll(() => {
  folder = folderWith({ 'own.csv': OWN_CSV });
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function records({ stdout }: CliResult): readonly Record<string, unknown>[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line): Record<string, unknown> => JSON.parse(line));
}

async function validate(...args: readonly string[]): Promise<CliResult> {
  const result = await cli('validate', ...args);
  expect({ exitCode: result.exitCode, stderr: result.stderr }).toEqual({ exitCode: 0, stderr: '' });
  return result;
}

function piped(text: string, ...args: readonly string[]): Promise<CliResult> {
  return cliWith({ stdin: [Buffer.from(text)] }, 'validate', ...args);
}

describe('iinspect validate reads', () => {
  test('a number per line from standard input, with and without its name', async () => {
    for (const args of [[], ['-']]) {
      const result = await piped(`${VISA}\nabc\n\n${WRONG}`, ...args);
      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
      expect(records(result)[0]).toEqual(RECORD);
      expect(records(result).map(({ line, status }) => [line, status])).toEqual([
        [1, 'valid'],
        [2, 'invalid'],
        [3, 'invalid'],
        [4, 'invalid'],
      ]);
    }
  });

  test('nothing from nothing', async () => {
    expect(await piped('')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect((await validate(file('empty.txt', ''))).stdout).toBe('');
  });

  test.each([
    ['cards.txt', `${VISA}\n`],
    ['cards.ndjson', `{"pan":"${VISA}"}\n`],
    ['cards.jsonl', `"${VISA}"\n`],
    ['CARDS.TXT', `${VISA}\n`],
    ['cards', `${VISA}\n`],
  ])('what the name %s says', async (name, text) => {
    expect(records(await validate(file(name, text)))).toEqual([RECORD]);
  });

  test('CSV by the names in its header', async () => {
    const path = file('a.csv', `order,card\r\nx-1,${VISA}\r\n"x,2","${VISA}"\r\n`);
    const result = await validate(path, '--pan-column', 'CARD', '--id-column', 'order', '--fields', 'status');
    expect(records(result)).toEqual([
      { line: 2, id: 'x-1', status: 'valid' },
      { line: 3, id: 'x,2', status: 'valid' },
    ]);
  });

  test('CSV with columns called pan and id, without being told', async () => {
    const result = await validate(file('b.csv', `id,pan\na,${VISA}\n`));
    expect(records(result)).toEqual([{ ...RECORD, line: 2, id: 'a' }]);
  });

  test('CSV without a header, by the place of a column', async () => {
    const path = file('c.csv', `a\t${VISA}\n`);
    const args = ['--no-header', '--delimiter', 'tab', '--pan-column', '2', '--id-column', '1'];
    expect(records(await validate(path, ...args))).toEqual([{ ...RECORD, id: 'a' }]);
  });

  test('what is compressed, as it would read it otherwise', async () => {
    const text = `pan\n${VISA}\n${WRONG}\n${VISA}`;
    const plain = (await validate(file('z.csv', text))).stdout;
    expect((await validate(file('z.csv.gz', gzipSync(text)))).stdout).toBe(plain);
    expect((await validate(file('z.csv.zst', zstdCompressSync(text)))).stdout).toBe(plain);
    const members = Buffer.concat([gzipSync(text.slice(0, 9)), gzipSync(text.slice(9))]);
    expect((await validate(file('members.csv.gz', members))).stdout).toBe(plain);
    const frames = Buffer.concat([zstdCompressSync(text.slice(0, 9)), zstdCompressSync(text.slice(9))]);
    expect((await validate(file('frames.csv.zst', frames))).stdout).toBe(plain);
    expect(plain.split('\n')).toHaveLength(4);
  });

  test('several inputs as one, each with its own form: lines and offsets are counted through', async () => {
    const paths = [
      file('1.txt', `${VISA}\n${VISA}`),
      file('2.csv', `pan\n${VISA}\n`),
      file('3.txt.gz', gzipSync(`${VISA}\n`)),
      file('4.ndjson', `"${VISA}"\n`),
    ];
    const result = await validate(...paths, '--fields', 'offset');
    expect(records(result)).toEqual([
      { line: 1, offset: 0 },
      { line: 2, offset: 17 },
      { line: 4, offset: 33 + 4 },
      { line: 5, offset: 33 + 21 },
      { line: 6, offset: 33 + 21 + 17 },
    ]);
  });

  test.each<readonly [string, string, string]>([
    ['a header', 'before.csv.gz', `pan\n${VISA}\n`],
    ['a byte order mark', 'before.txt.gz', `\ufeff${VISA}\n`],
    ['a byte order mark and a header', 'before.csv.zst', `\ufeffpan\r\n${VISA}`],
    ['a line that is too long', 'before.txt.zst', `${VISA}\n${'4'.repeat(900_000)}\n${VISA}\n`],
    ['a line that is too long at the end', 'before.txt.gz', '4'.repeat(LINE_BYTES_MAX + 9)],
    ['nothing but a byte order mark', 'before.txt.gz', '\ufeff'],
  ])('an input behind a stream with %s at its offset', async (_, name, text) => {
    const before = file(name, name.endsWith('.gz') ? gzipSync(text) : zstdCompressSync(text));
    const size = Buffer.byteLength(text);
    const offsets = async (...paths: readonly string[]): Promise<readonly unknown[]> =>
      records(await validate(...paths, '--fields', 'offset')).map(({ offset }) => offset);
    const streamed = await offsets(before, file('behind.txt', `${VISA}\n${VISA}\n`));
    const plain = await offsets(file(name.replace(/\.[a-z]+$/, ''), text), join(folder, 'behind.txt'));
    expect(streamed.slice(-2)).toEqual([size, size + 17]);
    expect(streamed).toEqual(plain);
  });

  test('a line that is too long as one line, wherever it is', async () => {
    const long = '4'.repeat(LINE_BYTES_MAX + 1);
    const lines = [VISA, long, VISA, '4'.repeat(900_000), VISA, `${long}\r`];
    const expected = ['TEST_CARD', 'LINE_TOO_LONG', 'TEST_CARD', 'LINE_TOO_LONG', 'TEST_CARD', 'LINE_TOO_LONG'];
    for (const result of [await validate(file('long.txt', lines.join('\n'))), await piped(lines.join('\n'))]) {
      expect(records(result).map(({ findings }) => findings)).toEqual(expected.map((code) => [code]));
    }
  });

  test('lines as long as the service takes', () => {
    expect(String(LINE_BYTES_MAX)).toBe(BATCH_SETTINGS.batchLineBytesMax.fallback);
  });
});

describe('iinspect validate writes', () => {
  const text = `${VISA}\n${WRONG}\n${UNKNOWN}\n`;

  test('CSV with its columns named', async () => {
    const result = await piped(text, '--to', 'csv', '--fields', 'status,networks,valid,brand');
    expect(result.stdout.split('\n').slice(0, 2)).toEqual([
      'line,id,status,networks,valid,brand',
      '1,,valid,visa,true,visa',
    ]);
  });

  test('the records that are wanted, and counts all', async () => {
    const result = await piped(text, '--only', 'invalid', '--fields', 'status', '--summary', '-');
    const [record, summary] = records(result);
    expect(record).toEqual({ line: 2, status: 'invalid' });
    expect(summary).toMatchObject({ done: true, lines: 3, valid: 1, byBrand: { visa: 2 } });
  });

  test('nothing but the counts, if that is all that is wanted', async () => {
    const { stdout } = await piped(text, '--only', 'none', '--summary', '-', '--to', 'csv');
    expect(stdout.startsWith('# {"done":true,"lines":3,')).toBe(true);
    expect(stdout.split('\n')).toHaveLength(2);
  });

  test('the summary of what it answered, as the core counts it', async () => {
    const [summary] = records(await piped(text, '--only', 'none', '--summary', '-')).slice(-1);
    const reports = [VISA, WRONG, UNKNOWN].map((pan) =>
      reportCard(embeddedTables, { pan }, { now: NOW, language: 'en' }),
    );
    for (const status of ['valid', 'invalid', 'unrecognized']) {
      expect(summary?.[status]).toBe(reports.filter((report) => report.status === status).length);
    }
    const codes = reports.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect(Object.keys(summary?.['byFinding'] ?? {}).sort()).toEqual([...new Set<string>(codes)].sort());
    expect(summary?.['dataVersion']).toBe(embeddedTables.version);
  });

  test('into files that are there when they are whole, the summary last', async () => {
    const [output, summary] = [join(folder, 'out.ndjson'), join(folder, 'out.json')];
    const { stdout } = await validate(file('o.txt', text), '-o', output, '--summary', summary);
    expect(stdout).toBe('');
    expect(readFileSync(output, 'utf8').split('\n')).toHaveLength(4);
    expect(JSON.parse(readFileSync(summary, 'utf8'))).toMatchObject({ lines: 3 });
    const piped = await validate(join(folder, 'o.txt'), '-o', output, '--summary', '-');
    expect(JSON.parse(piped.stdout)).toMatchObject({ lines: 3 });
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('whole numbers only for who says so twice', async () => {
    expect(await piped(text, '--fields', 'pan')).toMatchObject({ exitCode: 64, stdout: '' });
    const { stdout } = await piped(`${VISA}\n`, '--fields', 'pan', '--reveal');
    expect(JSON.parse(stdout)).toEqual({ line: 1, pan: VISA });
    expect((await piped(text, '--reveal')).stdout).not.toContain(VISA);
  });

  test('who issued a card, from issuer data', async () => {
    const result = await piped('457973', '--issuers', join(folder, 'own.csv'), '--fields', 'issuerCountry');
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    const card = '457973'.padEnd(15, '0');
    const [record] = records(
      await piped(`${card}8\n`, '--issuers', join(folder, 'own.csv'), '--fields', 'issuerCountry'),
    );
    expect(record).toEqual({ line: 1, issuerCountry: 'KR' });
  });

  test('what came of it for people, on a terminal that nobody silenced', async () => {
    const args = ['validate', '--only', 'none'];
    const { stderr } = await cliWith({ columns: 80, stdin: [Buffer.from(text)] }, ...args);
    expect(stderr).toMatch(/^3 lines in 0\.00 s \(/m);
    expect(stderr).toMatch(/^ {2}valid +1 {2}33\.3 %$/m);
    expect(stderr.split(/[\r\n]/).filter((line) => line.length > 80)).toEqual([]);
    const path = file('halves.txt', `${VISA}\n`.repeat(1000));
    const half = await cliWith({ columns: 80 }, 'validate', path, '--only', 'none', '--shard', '1/2');
    // No time passes on this clock, so it is taken for a millisecond.
    expect(half.stderr).toMatch(/^500 lines in 0\.00 s \(500k lines\/s, 8\.\d MB\/s\)$/m);
    const quiet = await cliWith({ columns: 80, stdin: [Buffer.from(text)] }, ...args, '--quiet');
    expect(quiet.stderr).toBe('');
    expect((await piped(text, '--only', 'none')).stderr).toBe('');
  });
});

describe('iinspect validate says by its exit code', () => {
  test('1 when there is what --fail-on names', async () => {
    const codes = ['valid', 'invalid', 'unrecognized', 'invalid,unrecognized'].map(async (statuses) => {
      const { exitCode, stdout } = await piped(`${WRONG}\n`, '--fail-on', statuses);
      expect(records({ exitCode, stdout, stderr: '' })).toHaveLength(1);
      return exitCode;
    });
    expect(await Promise.all(codes)).toEqual([0, 1, 0, 1]);
  });

  test.each<readonly [string, string | Uint8Array, readonly string[], string]>([
    ['utf-16.txt', Buffer.from(`\ufeff${VISA}`, 'utf16le'), [], 'is UTF-16. Convert it'],
    ['none.csv', '', [], 'has no line to be the header.'],
    ['marked.csv', '\ufeff', [], 'has no line to be the header.'],
    ['missing.csv', `card\n${VISA}\n`, [], 'has no column of that name in its header.'],
    ['missing.csv.gz', gzipSync(`card\n${VISA}\n`), [], 'has no column of that name in its header.'],
    ['none.csv.zst', zstdCompressSync(''), [], 'has no line to be the header.'],
    ['twice.csv', `pan,PAN\n${VISA}\n`, [], 'has two columns of that name.'],
    ['quote.csv', `"pan\n${VISA}\n`, [], 'has a header whose quotation marks'],
    ['endless.csv', 'p'.repeat(LINE_BYTES_MAX + 1), [], 'has a header whose quotation marks'],
    ['cut.txt.gz', gzipSync(`${VISA}\n`).subarray(0, -9), [], 'is damaged, cut off, or not compressed'],
    ['cut.txt.zst', zstdCompressSync(`${VISA}\n`.repeat(99)).subarray(0, -5), [], 'is damaged, cut off, or not'],
    [
      'cut-frame.txt.zst',
      Buffer.concat([zstdCompressSync(VISA), zstdCompressSync(VISA).subarray(0, -5)]),
      [],
      'is damaged, cut off, or not',
    ],
    ['junk.txt.zst', Buffer.concat([zstdCompressSync(VISA), Buffer.from('junk')]), [], 'is damaged, cut off, or not'],
    ['not.txt.gz', VISA, [], 'is damaged, cut off, or not compressed'],
    ['not.txt.zst', VISA, [], 'is damaged, cut off, or not compressed'],
  ])('65 that %s cannot be read, and leaves no output', async (name, content, args, message) => {
    const output = join(folder, `${name}.out`);
    const { exitCode, stderr } = await cli('validate', file(name, content), ...args, '-o', output);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 65,
      stderr: expect.stringContaining(`iinspect: ${name} ${message}`),
    });
    expect(stderr).not.toContain(VISA);
    expect(readdirSync(folder).filter((entry) => entry.includes(`${name}.out`))).toEqual([]);
  });

  test('66 that a file is missing, or a folder', async () => {
    const missing = await cli('validate', join(folder, 'gone.txt'));
    expect(missing).toEqual({
      exitCode: 66,
      stdout: '',
      stderr: 'iinspect: gone.txt does not exist. Check the path.\n',
    });
    const inside = await cli('validate', folder, '--format', 'text');
    expect(inside).toMatchObject({ exitCode: 66, stderr: expect.stringContaining('is a folder') });
    expect(await cli('validate', join(folder, 'gone.txt.gz'))).toMatchObject({ exitCode: 66 });
  });

  test('66 that a card number is no file, and where to write it instead', async () => {
    const { exitCode, stderr } = await cli('validate', VISA);
    expect(exitCode).toBe(66);
    expect(stderr).toContain('do not belong on a command line');
    expect(stderr).not.toContain('4111');
  });

  test('73 that there is no folder for the output, before it reads anything', async () => {
    for (const option of ['-o', '--summary']) {
      const result = await cli('validate', join(folder, 'gone.txt'), option, join(folder, 'no', 'out'));
      expect(result).toMatchObject({ exitCode: 73, stdout: '' });
    }
  });

  test('64 that an output is the input', async () => {
    const path = file('same.txt', VISA);
    expect(await cli('validate', path, '-o', path)).toMatchObject({ exitCode: 64 });
    expect(await cli('validate', path, '--summary', path)).toMatchObject({ exitCode: 64 });
    expect(await cli('validate', path, '-o', 'x', '--summary', 'x')).toMatchObject({ exitCode: 64 });
    expect(readFileSync(path, 'utf8')).toBe(VISA);
  });
});
