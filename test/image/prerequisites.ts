/** What building and running an image here takes; where something is missing there is nothing to test. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const PROJECT = join(import.meta.dirname, '..', '..');

/** By Debian's names of the packages, which .ci/run installs. */
const TOOLS: Readonly<Record<string, string>> = {
  buildah: 'buildah',
  podman: 'podman',
  runc: 'runc',
  debootstrap: 'debootstrap',
  catatonit: 'catatonit',
};

/** The folder of the Node that package-lock.json pins for this platform. */
export function packagedNode(): string {
  return join(PROJECT, 'node_modules', `node-${process.platform}-${process.arch}`);
}

/** @returns Why not, in words; empty when all is there. */
export function whatIsMissing(): readonly string[] {
  if (process.platform !== 'linux') return ['containers need Linux'];
  return [
    ...(process.getuid?.() === 0 ? [] : ['debootstrap and runc, as they are used here, need root']),
    ...Object.entries(TOOLS).flatMap(([tool, name]) =>
      isThere(tool) ? [] : [`${tool} is not installed (package ${name})`],
    ),
    ...(existsSync(join(packagedNode(), 'bin/node')) ? [] : ['no packaged Node for this platform in node_modules']),
  ];
}

export function isThere(tool: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', tool], { env: toolEnvironment() }).status === 0;
}

/** debootstrap and runc are in sbin, which not every PATH has. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin` };
}
