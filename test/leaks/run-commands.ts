import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Part, part } from './part.ts';
import { Sandbox } from './sandbox.ts';
import { inParallel, Ledger, type Sinks } from './sinks.ts';
import { COMMAND_LINE, Subject } from './subject.ts';

interface Command {
  readonly args: (pan: string) => readonly string[];
  readonly stdin?: (pan: string) => string;
  readonly env?: (pan: string) => Readonly<Record<string, string>>;
  /** Written before it starts. */
  readonly file?: (pan: string) => readonly [name: string, content: string];
}

const AT_ONCE = 4;

/** What people type, and what they pipe. */
const COMMANDS: Readonly<Record<string, Command>> = {
  'a command that is a card number': { args: (pan) => [pan] },
  'an option that is a card number': { args: (pan) => [`--${pan}`] },
  'an option of validate': { args: (pan) => ['validate', `--${pan}=${pan}`] },
  'a prefix that is a whole number': { args: (pan) => ['iin', pan] },
  'a prefix in groups': { args: (pan) => ['iin', pan.replace(/(....)(?=.)/g, '$1 ')] },
  'a language': { args: (pan) => ['iin', '4', '--lang', pan] },
  'issuer data that is not there': { args: (pan) => ['iin', '4', '--data', pan] },
  'one argument too many': { args: (pan) => ['iin', '4', pan] },
  'lines of text': { args: () => ['validate'], stdin: (pan) => `${pan}\n${pan}x\n` },
  'lines of NDJSON': {
    args: () => ['validate', '--format', 'ndjson'],
    stdin: (pan) => `{"pan":"${pan}","id":"${pan}"}\n{"${pan}":1}\n{"pan":${pan}}\n${pan}x\n`,
  },
  'rows of CSV': { args: () => ['validate', '--format', 'csv'], stdin: (pan) => `pan,id\n${pan},${pan}\n"${pan}\n` },
  'a CSV header that is a card number': { args: () => ['validate', '--format', 'csv'], stdin: (pan) => `${pan}\n4\n` },
  'all fields': {
    args: () => ['validate', '--fields', 'status,maskedPan,formatted,findings', '--to', 'csv', '--summary', '-'],
    stdin: (pan) => `${pan}\n`,
  },
  'a format': { args: (pan) => ['validate', '--format', pan] },
  'a field': { args: (pan) => ['validate', '--fields', pan] },
  'a column': { args: (pan) => ['validate', '--format', 'csv', '--pan-column', pan], stdin: () => 'a,b\n1,2\n' },
  'a shard': { args: (pan) => ['validate', '--shard', pan] },
  'a number of jobs': { args: (pan) => ['validate', '--jobs', pan] },
  'an input that is not there': { args: (pan) => ['validate', `${pan}.txt`] },
  'an input by that name': { args: (pan) => ['validate', `${pan}.txt`], file: (pan) => [`${pan}.txt`, `${pan}\n`] },
  'an input in gzip that is none': { args: (pan) => ['validate', `${pan}.gz`], file: (pan) => [`${pan}.gz`, pan] },
  'an output that cannot be': { args: (pan) => ['validate', '-o', `/gone/${pan}/out`], stdin: (pan) => `${pan}\n` },
  'rows to import': {
    args: (pan) => ['data', 'import', `${pan}.csv`],
    file: (pan) => [`${pan}.csv`, `low,issuer\n${pan},${pan}\n`],
  },
  'a header to import': { args: () => ['data', 'import', 'a.csv'], file: (pan) => ['a.csv', `${pan}\n${pan}\n`] },
  'rows to check': { args: () => ['data', 'check', 'a.csv'], file: (pan) => ['a.csv', `low,issuer\n${pan},Issuer\n`] },
  'rows to build': {
    args: () => ['data', 'build', 'a.csv', '-o', 'a.iin'],
    file: (pan) => ['a.csv', `low,issuer\n${pan},${pan}\n`],
  },
  'rows to compare': { args: (pan) => ['data', 'diff', `${pan}.iin`, `${pan}.csv`] },
  'rows to report': {
    args: () => ['data', 'report', 'a.csv'],
    file: (pan) => ['a.csv', `low,issuer\n${pan},${pan}\n`],
  },
  'summaries to merge': {
    args: () => ['summary', 'merge', 'a.json'],
    file: (pan) => ['a.json', `{"${pan}":"${pan}"}`],
  },
  'a file of keys': {
    args: () => ['keys', 'check', '-f', 'a.ndjson'],
    file: (pan) => ['a.ndjson', `{"id":"${pan}"}\n${pan}`],
  },
  'keys to list': { args: () => ['keys', 'list', '-f', 'a.ndjson'], file: (pan) => ['a.ndjson', `{"${pan}":1}`] },
  'the name of a key': { args: (pan) => ['keys', 'add', '-f', 'keys.ndjson', '-s', 'cards', '--name', pan] },
  'a key to revoke': { args: (pan) => ['keys', 'revoke', '-f', 'keys.ndjson', pan] },
  'an environment for debugging': {
    args: () => ['validate'],
    stdin: (pan) => `${pan}\n`,
    env: () => ({ DEBUG: '*', FORCE_COLOR: '1' }),
  },
};

export async function everyCommand(): Promise<Part> {
  const ledger = new Ledger();
  const ends = await inParallel(Object.entries(COMMANDS), AT_ONCE, async ([name, command]) => {
    const pan = ledger.canaryFor(`command: ${name}`);
    return run(command, pan);
  });
  const isMute = ends.some(({ stdout = [], stderr = [] }) =>
    [...stdout, ...stderr].every(({ length }) => length === 0),
  );
  return part('every command', ledger, ledger.leaksIn(...ends), isMute ? ['a command said nothing'] : []);
}

/** What it was given to read is not searched, nor are its arguments in /proc: the caller's shell knows them already. */
async function run({ args, stdin, env, file }: Command, pan: string): Promise<Sinks> {
  const sandbox = new Sandbox();
  const given = file?.(pan);
  const words = args(pan);
  if (given !== undefined) writeFileSync(join(sandbox.given, given[0]), given[1]);
  const found = words.map((word) => (word === given?.[0] ? join(sandbox.given, word) : word));
  const subject = new Subject([COMMAND_LINE, ...found], sandbox, { api: 0, management: 0 }, env?.(pan));
  subject.child.stdin?.end(stdin?.(pan) ?? '');
  await subject.ended(20_000);
  const sinks = subject.sinks();
  sandbox.remove();
  return sinks;
}
