/** Which packages are in the bundle, with how many bytes, and under which licences. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { FILES, PROJECT } from './bundle-plan.ts';

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** In the project, such as `node_modules/a/node_modules/b`. */
  readonly folder: string;
  readonly bytes: number;
}

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
  readonly repository?: string | { readonly url?: string };
}

const FOLDER = /node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** Largest first. What is not of a package is ours. */
export function bundledPackages({ outputs }: Metafile): readonly BundledPackage[] {
  const bytes = new Map<string, number>();
  const add = (path: string, more: number): void => {
    const folder = FOLDER.exec(path)?.[0];
    if (folder !== undefined) bytes.set(folder, (bytes.get(folder) ?? 0) + more);
  };
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) add(path, bytesInOutput);
  }
  for (const file of FILES) add(file, statSync(join(PROJECT, file)).size);
  return [...bytes]
    .map(([folder, count]) => {
      const { name, version, license: licence = 'none stated' } = manifestIn(folder);
      return { name, version, licence, folder, bytes: count };
    })
    .sort((a, b) => b.bytes - a.bytes || a.folder.localeCompare(b.folder));
}

/** @returns The texts that come with a package; where there are none, what it says of itself. */
export function licenceText({ folder, licence }: BundledPackage): string {
  const files = readdirSync(join(PROJECT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map(({ name }) => name)
    .sort();
  if (files.length > 0)
    return files.map((file) => readFileSync(join(PROJECT, folder, file), 'utf8').trim()).join('\n\n');
  const { author, repository } = manifestIn(folder);
  const by = typeof author === 'string' ? author : (author?.name ?? 'its authors');
  const at = typeof repository === 'string' ? repository : (repository?.url ?? 'no address stated');
  // Ours is under the same terms; they begin below its own line of copyright. Of another licence the text has to be found first.
  const [, terms] = /^(Permission is hereby granted[^]*)/m.exec(readFileSync(join(PROJECT, 'LICENSE'), 'utf8')) ?? [];
  if (licence !== 'MIT' || terms === undefined) throw new Error(`${folder}: under ${licence}, without its text.`);
  return `The package holds no text of its licence. It states: MIT, by ${by}, ${at}.\n\n${terms.trim()}`;
}

/** One text for all, packages in the order of their names: who builds the same twice gets the same twice. */
export function licenceTexts(packages: readonly BundledPackage[]): string {
  const head = 'Packages in this bundle, each with its licence as it comes with the package.\n';
  const byText = new Map<string, string[]>();
  for (const each of [...packages].sort((a, b) => (identityOf(a) < identityOf(b) ? -1 : 1))) {
    const text = licenceText(each);
    byText.set(text, [...(byText.get(text) ?? []), `${identityOf(each)} (${each.licence})`]);
  }
  const rule = '-'.repeat(80);
  return [head, ...[...byText].map(([text, names]) => `${rule}\n${names.join('\n')}\n\n${text}\n`)].join('\n');
}

/** Of the files of src/, as they are in the bundle. */
export function ownBytes({ outputs }: Metafile): number {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .reduce((sum, [path, { bytesInOutput }]) => sum + (FOLDER.test(path) ? 0 : bytesInOutput), 0);
}

export function identityOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name}@${version}`;
}

function manifestIn(folder: string): PackageManifest {
  return JSON.parse(readFileSync(join(PROJECT, folder, 'package.json'), 'utf8')) as PackageManifest;
}
