import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { inFile, readGuarded } from './guarded-file.js';
import { IssuerDataError } from '../issuer-data-error.js';
import type { SourceOptions } from './issuer-import.js';
import { TextDecoder } from 'node:util';
import { MANIFEST_SOURCES_MAX, parseIssuerManifest } from './issuer-manifest.js';
import { readWhole } from './whole-file.js';

export interface TextSource {
  readonly path: string;
  readonly options: SourceOptions;
}

/** What a configured path leads to. */
export type IssuerInput =
  | { readonly kind: 'artifact'; readonly path: string }
  | {
      readonly kind: 'texts';
      readonly sources: readonly TextSource[];
      /** Of the manifest, the latest of several: when the data was put together. */
      readonly builtAt: string | null;
    };

export const MANIFEST = 'manifest.json';
const MANIFEST_BYTES_MAX = 1_048_576;
export const ARTIFACT_EXTENSION = '.iin';
const TEXT_EXTENSIONS: ReadonlySet<string> = new Set(['.csv', '.ndjson', '.jsonl']);

/**
 * A path may lead to a compiled table (`.iin`), to a manifest (`.json`), to a text file (anything else), or to a directory: there a
 * `manifest.json` decides, else it holds one compiled table or any number of text files.
 * @throws IssuerDataError
 */
export async function findIssuerInput(path: string): Promise<IssuerInput> {
  try {
    const stats = await stat(path);
    return stats.isDirectory() ? await findInDirectory(path) : await findFile(path);
  } catch (error) {
    throw inFile(error, basename(path));
  }
}

/**
 * What several paths lead to together: their text files in the order given. An artifact comes alone.
 * @throws IssuerDataError
 */
export async function findIssuerInputs(paths: readonly string[]): Promise<IssuerInput> {
  const sources: TextSource[] = [];
  const ids = new Set<string>();
  let latest: string | null = null;
  for (const path of paths) {
    const input = await findIssuerInput(path);
    if (input.kind === 'artifact') {
      if (paths.length === 1) return input;
      throw new IssuerDataError('mixed_artifacts', {
        file: basename(input.path),
        hint: 'An artifact is loaded alone.',
      });
    }
    // Those of one manifest were compared when it was read.
    const given = input.sources.map(({ options }) => options.id).filter((id) => id !== undefined);
    if (given.some((id) => ids.has(id)))
      throw new IssuerDataError('manifest_invalid', {
        file: basename(path),
        hint: 'An earlier manifest gives a source the same id.',
      });
    for (const id of given) ids.add(id);
    sources.push(...input.sources);
    if (input.builtAt !== null && (latest === null || input.builtAt > latest)) latest = input.builtAt;
  }
  return { kind: 'texts', sources, builtAt: latest };
}

async function findFile(path: string): Promise<IssuerInput> {
  const extension = extname(path).toLowerCase();
  if (extension === ARTIFACT_EXTENSION) return { kind: 'artifact', path };
  if (extension === '.json') return readManifest(path);
  return { kind: 'texts', sources: [{ path, options: {} }], builtAt: null };
}

async function readManifest(path: string): Promise<IssuerInput> {
  const { result } = await readGuarded(path, { bytesMax: MANIFEST_BYTES_MAX }, readWhole);
  try {
    const { builtAt, sources } = parseIssuerManifest(new TextDecoder().decode(result));
    const toSource = ({ file, ...options }: (typeof sources)[number]): TextSource => ({
      path: join(dirname(path), file),
      options,
    });
    return { kind: 'texts', sources: sources.map(toSource), builtAt };
  } catch (error) {
    throw inFile(error, basename(path));
  }
}

async function findInDirectory(directory: string): Promise<IssuerInput> {
  const names = await fileNamesIn(directory);
  if (names.includes(MANIFEST)) return readManifest(join(directory, MANIFEST));
  const artifacts = names.filter((name) => extname(name).toLowerCase() === ARTIFACT_EXTENSION);
  const texts = names.filter((name) => TEXT_EXTENSIONS.has(extname(name).toLowerCase()));
  const [artifact] = artifacts;
  if (artifacts.length > 1 || (artifacts.length > 0 && texts.length > 0)) throw new IssuerDataError('mixed_artifacts');
  if (artifact !== undefined) return { kind: 'artifact', path: join(directory, artifact) };
  if (texts.length === 0)
    throw new IssuerDataError('not_found', { hint: 'The directory holds no .iin, .csv, .ndjson or .jsonl file.' });
  if (texts.length > MANIFEST_SOURCES_MAX) {
    throw new IssuerDataError('too_large', { hint: `A directory may hold ${MANIFEST_SOURCES_MAX} text files.` });
  }
  return { kind: 'texts', sources: texts.map((name) => ({ path: join(directory, name), options: {} })), builtAt: null };
}

/** By name, so that every host finds the same order. Hidden names are left out: Kubernetes keeps its `..data` beside the files. */
async function fileNamesIn(directory: string): Promise<readonly string[]> {
  const names = (await readdir(directory)).filter(isOfInterest).sort();
  const directories = await Promise.all(names.map((name) => isDirectory(join(directory, name))));
  return names.filter((_name, at) => directories[at] !== true);
}

/** Asked before anything is looked at closer: a directory may hold much that is none of ours. */
function isOfInterest(name: string): boolean {
  const extension = extname(name).toLowerCase();
  return (
    !name.startsWith('.') && (name === MANIFEST || extension === ARTIFACT_EXTENSION || TEXT_EXTENSIONS.has(extension))
  );
}

/** A link that leads nowhere is no directory: reading it says what is wrong. */
export async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
