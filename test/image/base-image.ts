/**
 * A stand-in for docker.io/library/node:24-bookworm-slim, which not every network reaches: Debian by debootstrap, the Node that
 * package-lock.json pins, npm. The Dockerfile does not know the difference.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Containers } from './containers.ts';
import { packagedNode, toolEnvironment } from './prerequisites.ts';

export const BASE = 'docker.io/library/node:24-bookworm-slim';
const SUITE = 'bookworm';
const MIRROR = 'http://deb.debian.org/debian';

export async function buildBaseImage(containers: Containers): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(packagedNode(), 'package.json'), 'utf8')) as { version: string };
  const mark = `${SUITE}-node-${version}`;
  if (await isBuilt(containers, mark)) return;
  const root = join(containers.folder, 'base');
  // Of a run that was cut off: debootstrap mounts both while it works.
  for (const mounted of ['proc', 'sys']) await containers.execute('umount', [join(root, mounted)]);
  rmSync(root, { recursive: true, force: true });
  await debian(containers, root);
  addNode(root);
  const id = await containers.buildah('from', 'scratch');
  await containers.buildah('add', '--quiet', id, root, '/');
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  await containers.buildah('config', '--env', path, '--label', `built-as=${mark}`, '--cmd', '["node"]', id);
  await containers.buildah('commit', '--quiet', '--rm', id, BASE);
  rmSync(root, { recursive: true, force: true });
}

async function isBuilt(containers: Containers, mark: string): Promise<boolean> {
  const { code, stdout } = await containers.tryPodman([
    'image',
    'inspect',
    '--format',
    '{{index .Labels "built-as"}}',
    BASE,
  ]);
  return code === 0 && stdout.trim() === mark;
}

async function debian(containers: Containers, root: string): Promise<void> {
  const args = ['--variant=minbase', SUITE, root, MIRROR];
  const { code, stdout } = await containers.execute('debootstrap', args);
  if (code !== 0) throw new Error(`debootstrap: exit code ${String(code)}\n${stdout.slice(-2000)}`);
  for (const waste of ['var/cache/apt/archives', 'var/lib/apt/lists'])
    rmSync(join(root, waste), { recursive: true, force: true });
}

/** Where the official image has them. */
function addNode(root: string): void {
  const to = join(root, 'usr/local');
  cpSync(join(packagedNode(), 'bin/node'), join(to, 'bin/node'));
  cpSync(join(packagedNode(), 'LICENSE'), join(to, 'LICENSE'));
  const npm = npmFolder();
  mkdirSync(join(to, 'lib/node_modules'), { recursive: true });
  cpSync(npm, join(to, 'lib/node_modules/npm'), { recursive: true, dereference: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(to, 'bin/npm'));
  symlinkSync('../lib/node_modules/npm/bin/npx-cli.js', join(to, 'bin/npx'));
}

/** The npm of this machine: `npm` is a link into its package. */
function npmFolder(): string {
  const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8', env: toolEnvironment() }).trim();
  const folder = dirname(dirname(realpathSync(npm)));
  if (!existsSync(join(folder, 'bin/npm-cli.js')))
    throw new Error('The npm of this machine is not where its command points to.');
  return folder;
}
