/** Builds the Dockerfile as it stands. What only this machine needs is mounted while it builds, and is not in the image. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Containers } from './containers.ts';
import { PROJECT, toolEnvironment } from './prerequisites.ts';

export const IMAGE = 'localhost/iinspect:test';
export const LABELS = {
  REVISION: 'tested',
  CREATED: '2026-01-02T03:04:05Z',
  SOURCE: 'https://iinspect.example/source',
};

/** Networks that look into TLS have an authority of their own; npm of the image would not know it. */
const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';
const NPMRC = '/usr/local/etc/npmrc';

/** A build that is repeated gives the same files: no time of today in any of them. */
const EPOCH_SECONDS = Date.parse(LABELS.CREATED) / 1000;

/** @param keepsLayers The next build takes those that did not change. Writing them takes longer than a build that is the only one. */
export async function buildImage(containers: Containers, keepsLayers: boolean): Promise<void> {
  const args = Object.entries({ ...LABELS, VERSION: version(), SOURCE_DATE_EPOCH: EPOCH_SECONDS });
  await containers.buildah(
    'bud',
    ...[
      '--isolation',
      'chroot',
      '--pull-never',
      `--layers=${String(keepsLayers)}`,
      '--timestamp',
      String(EPOCH_SECONDS),
    ],
    ...mounts(containers.folder),
    ...args.flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...['--tag', IMAGE, PROJECT],
  );
}

export function version(): string {
  const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { readonly version: string };
  return manifest.version;
}

function mounts(folder: string): readonly string[] {
  const npmrc = join(folder, 'npmrc');
  const registry = execFileSync('npm', ['config', 'get', 'registry'], {
    encoding: 'utf8',
    env: toolEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = [`registry=${registry.trim()}`, ...(existsSync(AUTHORITIES) ? [`cafile=${AUTHORITIES}`] : [])];
  writeFileSync(npmrc, `${lines.join('\n')}\n`);
  const authorities = existsSync(AUTHORITIES) ? ['--volume', `${AUTHORITIES}:${AUTHORITIES}:ro`] : [];
  return ['--volume', `${npmrc}:${NPMRC}:ro`, ...authorities];
}
