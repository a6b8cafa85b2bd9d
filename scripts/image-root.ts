/**
 * `node scripts/image-root.ts <folder>`, inside of the Dockerfile: lays out what the image consists of. `system` is Node and the libraries it
 * is linked with, as their packages installed them; `app` is ours.
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT } from './bundle-plan.ts';

const NODE = '/usr/local/bin/node';
const USER = 65_532;
const DOCS = 'usr/share/doc/iinspect';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say into which folder.');
const system = join(folder, 'system');
const app = join(folder, 'app');

layOutSystem();
layOutApp();
// Whoever runs it may read all of it, and change nothing: it belongs to root.
execFileSync('chmod', ['-R', 'u=rwX,go=rX', folder]);

function layOutSystem(): void {
  const libraries = librariesOf(NODE);
  place(realpathSync(process.execPath), NODE);
  for (const library of libraries) place(realpathSync(library), library);
  placeIfThere('/etc/os-release');
  // Scanners find the versions of libraries there, and people find their licences.
  for (const name of new Set(libraries.map(packageOf))) {
    write(join(system, 'var/lib/dpkg/status.d', name), run('dpkg-query', '--status', name));
    placeIfThere(`/usr/share/doc/${name}/copyright`);
  }
  placeIfThere('/usr/local/LICENSE', '/usr/share/doc/nodejs/copyright');
  write(
    join(system, 'etc/passwd'),
    `root:x:0:0:root:/:/sbin/nologin\nnonroot:x:${USER}:${USER}:nonroot:/:/sbin/nologin\n`,
  );
  write(join(system, 'etc/group'), `root:x:0:\nnonroot:x:${USER}:\n`);
}

function layOutApp(): void {
  cpSync(join(PROJECT, 'bundle'), join(app, 'app'), { recursive: true });
  mkdirSync(join(app, 'usr/local/bin'), { recursive: true });
  symlinkSync('/app/iinspect.js', join(app, 'usr/local/bin/iinspect'));
  mkdirSync(join(app, DOCS), { recursive: true });
  for (const name of ['LICENSE', 'THIRD-PARTY-LICENSES.txt', 'sbom.cdx.json']) {
    renameSync(join(app, 'app', name), join(app, DOCS, name));
  }
}

/** Absolute names, the loader among them, in whatever folder this architecture has them. */
function librariesOf(program: string): readonly string[] {
  const found = run('ldd', program).matchAll(/(?:^|=>)\s+(\/\S+) \(0x/gm);
  const libraries = [...found].flatMap(([, path]) => path ?? []);
  if (libraries.length === 0) throw new Error('ldd names no library of Node.');
  return libraries;
}

/** Packages of Debian 12 name their files as they were before /lib became a part of /usr. */
function packageOf(library: string): string {
  const names = [library, realpathSync(library), realpathSync(library).replace(/^\/usr/, '')];
  for (const name of names) {
    const [owner] = dpkgSearch(name).split(':');
    if (owner !== undefined && owner !== '') return owner;
  }
  throw new Error(`No package has ${library}.`);
}

function dpkgSearch(file: string): string {
  try {
    return run('dpkg-query', '--search', file);
  } catch {
    return '';
  }
}

function placeIfThere(from: string, to = from): void {
  if (existsSync(from)) place(realpathSync(from), to);
}

function place(from: string, to: string): void {
  const target = join(system, to);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(from, target);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
