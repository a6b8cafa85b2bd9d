import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cli } from '../../test/cli/fake-io.js';
import { VERSION } from '../config/version.js';

const PAN = '4539578763621486';
const GROUPED = ['4539', '5787', '6362', '1486'];

const COMMANDS = [
  ['iin'],
  ['validate'],
  ['summary', 'merge'],
  ['data', 'import'],
  ['data', 'check'],
  ['data', 'build'],
  ['data', 'diff'],
  ['data', 'report'],
];

describe('the command line', () => {
  test('says its version', async () => {
    expect(await cli('--version')).toEqual({ exitCode: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  test.each([[[]], [['data']], [['summary']]])('without a command (%j) shows the help as an error', async (args) => {
    const { exitCode, stdout, stderr } = await cli(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain('Usage: iinspect');
  });

  test('lists the exit codes in its help', async () => {
    const { stdout } = await cli('--help');
    expect([...stdout.matchAll(/^ +(\d+) {2}/gm)].map(([, code]) => Number(code))).toEqual([
      ...[0, 1, 64, 65, 66, 70, 73, 130],
    ]);
  });

  test.each([[[]], [['data']], [['summary']], [['serve']], ...COMMANDS.map((command) => [command])])(
    'shows an example and no line beyond 80 columns in the help of %j',
    async (command) => {
      const { exitCode, stdout, stderr } = await cli(...command, '--help');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(/Examples?:\n {2}\$ .*iinspect/);
      const long = stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('  $ '));
      expect(long).toEqual([]);
    },
  );

  test('hands over to the service', async () => {
    expect(await cli('serve')).toEqual({ exitCode: 0, stdout: 'serving\n', stderr: '' });
  });

  test.each([
    [['dat'], 'There is no command dat. (Did you mean data?) Try: iinspect --help'],
    [['data', 'chek'], 'There is no command chek. (Did you mean check?) Try: iinspect data --help'],
    [['iin', '4', '--jsno'], 'There is no option --jsno. (Did you mean --json?) Try: iinspect iin --help'],
    [['iin'], 'The argument <prefix> is missing. Try: iinspect iin --help'],
    [['iin', '4', '5'], 'Too many arguments for iinspect iin. Try: iinspect iin --help'],
    [['iin', '4', '--lang'], 'The option --lang <language> needs a value. Try: iinspect iin --help'],
    [['iin', '4', '--lang', 'fr'], '--lang takes one of: en, ko.'],
    [['data', 'build', 'x'], 'The option -o, --output <file.iin> is required. Try: iinspect data build --help'],
    [['data', 'build', 'x', '-o', 'x'], '-o takes a name that ends in .iin: the service knows an artifact by it.'],
    [
      ['data', 'build', 'x', '-o', 'x.iin', '--built-at', 'noon'],
      '--built-at takes a time as RFC 3339 writes it, such as 2026-11-22T12:00:00Z.',
    ],
    [['data', 'import', 'x', '--country', 'Korea'], '--country takes a code of ISO 3166-1 such as KR, in capitals.'],
    [['data', 'check', 'x', '--skipped-max', '101'], '--skipped-max takes a whole number from 0 to 100.'],
    [['summary', 'merge'], 'The argument <files> is missing. Try: iinspect summary merge --help'],
    [['validate', '--fields', 'status,status'], '--fields takes each field once.'],
    [['validate', '--only', 'bad'], '--only takes some of: valid, invalid, unrecognized, or none.'],
    [['validate', '--fail-on', ''], '--fail-on takes some of: valid, invalid, unrecognized.'],
    [['validate', '--jobs', '0'], '--jobs takes a whole number from 1 to 256.'],
    [['validate', 'x.txt', '--shard', '4/4'], '--shard takes i/n, the first shard being 0/n and the last one n-1/n.'],
    [
      ['validate', '--shard', '0/4'],
      '--shard needs one ordinary file: no pipe and nothing compressed, whose middle nobody can begin to read at.',
    ],
    [['validate', '--delimiter', '::'], '--delimiter takes one of: , ; tab |.'],
    [
      ['validate', '--format', 'csv', '--no-header', '--pan-column', 'pan'],
      'With --no-header, columns are named by their place: --pan-column 2.',
    ],
    [
      ['validate', '--fields', 'pan'],
      'The field pan is the whole card number. Say --reveal too if the output is to hold it.',
    ],
    [['validate', '-', 'a.txt', '-'], 'Standard input can be read only once.'],
    [
      ['validate', 'cards.xlsx'],
      'The name cards.xlsx does not say how it is to be read: it ends in none of .ndjson .jsonl .csv .txt. Say it with --format.',
    ],
  ])('%j: %s', async (args, message) => {
    expect(await cli(...args)).toEqual({ exitCode: 64, stdout: '', stderr: `iinspect: ${message}\n` });
  });
});

describe('a card number on the command line is never repeated', () => {
  let [before, folder] = ['', ''];
  beforeAll(() => {
    before = process.cwd();
    folder = mkdtempSync(join(tmpdir(), 'iinspect-cli-'));
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  const VALUED = [
    ...['--data', '--lang', '--to', '--format', '--country', '--built-at', '--against', '-o', '--rows-max'],
    ...['--fields', '--only', '--fail-on', '--delimiter', '--pan-column', '--id-column', '--issuers', '--summary'],
    ...['--jobs', '--shard'],
  ];
  const spoken = [
    PAN,
    GROUPED.join(' '),
    GROUPED.join('-'),
    `-${PAN}`,
    `--${PAN}`,
    `--json=${PAN}`,
    `-x${PAN}`,
    `${PAN}.csv`,
  ];
  const whole = (pan: string): readonly (readonly string[])[] => [
    [pan],
    ['help', pan],
    ['data', pan],
    ['data', 'help', pan],
    ['serve', pan],
    ['--version', pan],
    ...COMMANDS.flatMap((command) => [
      [...command, pan],
      [...command, pan, pan],
      [...command, '4', pan],
      [...command, '4', '--', pan],
      [...command, `--data=${pan}`],
      ...VALUED.map((option) => [...command, '4', option, pan]),
    ]),
  ];

  test.each(spoken.flatMap((pan) => whole(pan).map((args) => [args])))('%j', async (args) => {
    const { stdout, stderr, exitCode } = await cli(...args);
    const digits = `${stdout}${stderr}`.replaceAll(/\D/g, '');
    expect(digits).not.toContain(PAN.slice(4, 12));
    expect([0, 64, 65, 66]).toContain(exitCode);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('in groups, as arguments of their own', async () => {
    for (const args of [GROUPED, ['iin', ...GROUPED], ['data', ...GROUPED], ['serve', ...GROUPED]]) {
      const { stdout, stderr } = await cli(...args);
      expect(`${stdout}${stderr}`).not.toMatch(/5787|6362|1486/);
    }
  });

  test('and the person is told why', async () => {
    const { exitCode, stderr } = await cli('iin', PAN);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('is kept in the history of the shell');
  });
});
