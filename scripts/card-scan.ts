/**
 * `npm run scan:cards [-- --history]`: no card number but published test numbers in any file a commit would hold, nor in any message;
 * with `--history` in no file that ever was committed either: what was pushed once is not gone by being deleted.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowedNumbers } from './card-scan-allowed.ts';
import { findCardNumbers } from './card-scan-finder.ts';

const PROJECT = join(import.meta.dirname, '..');

/** Hashes of packages, written by npm: a third of a megabyte of base64. */
const NOT_OURS: ReadonlySet<string> = new Set(['package-lock.json']);

/** Old specs with made-up numbers, mostly zeros, looked at and harmless: history is not rewritten for them. */
const JUDGED_BLOBS = ['79d5a471', '6fdc5a4d', '239104b8'];

const OUTPUT_BYTES_MAX = 1024 * 1024 * 1024;

interface Place {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const known = allowedNumbers();
const withHistory = process.argv.includes('--history');
const places = [...files(), ...messages(), ...(withHistory ? blobs() : [])];
const sightings = places.flatMap(({ name, bytes }) =>
  findCardNumbers(bytes, known).map(({ line, form }) => `${name}:${line} (${form})`),
);
for (const sighting of sightings) console.error(sighting);
const megabytes = (places.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) / 1e6).toFixed(1);
console.log(
  `${sightings.length} card numbers in ${places.length} files and messages${withHistory ? ' of the whole history' : ''}, ` +
    `${megabytes} MB; ${known.size} published numbers are allowed.`,
);
process.exitCode = sightings.length === 0 ? 0 : 1;

function files(): readonly Place[] {
  return git('ls-files', '-z', '--cached', '--others', '--exclude-standard')
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '' && !NOT_OURS.has(name) && existsSync(join(PROJECT, name)))
    .flatMap((name) => [
      { name, bytes: readFileSync(join(PROJECT, name)) },
      { name: `name of ${name.replaceAll(/\d/g, '#')}`, bytes: Buffer.from(name) },
    ]);
}

function messages(): readonly Place[] {
  const log = git('log', '--all', '-z', '--format=%h%n%an %ae%n%D%n%B').toString('utf8');
  return log
    .split('\0')
    .map((entry) => ({ name: `commit ${entry.slice(0, entry.indexOf('\n'))}`, bytes: Buffer.from(entry) }));
}

/** Every blob that any commit has, but lockfiles. */
function blobs(): readonly Place[] {
  const objects = git('rev-list', '--objects', '--all', '--filter=object:type=blob', '--filter-provided-objects')
    .toString('utf8')
    .split('\n')
    .map((line) => ({ id: line.slice(0, 40), name: line.slice(41) }))
    .filter(({ name }) => name !== '' && !NOT_OURS.has(name))
    .filter(({ id }) => !JUDGED_BLOBS.includes(id.slice(0, 8)));
  return objects.map(({ id, name }) => ({ name: `${id.slice(0, 8)} ${name}`, bytes: git('cat-file', 'blob', id) }));
}

function git(...args: readonly string[]): Buffer {
  return execFileSync('git', args, { cwd: PROJECT, maxBuffer: OUTPUT_BYTES_MAX });
}
