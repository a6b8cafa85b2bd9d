/** Text to manifests, strictly: a key that is written twice, or a document that is no object, is a mistake and not a matter of taste. */
import { parseAllDocuments } from 'yaml';
import type { Manifest } from './objects.ts';

export class ManifestError extends Error {}

/** @throws ManifestError */
export function parseManifests(text: string, source: string): readonly Manifest[] {
  const documents = parseAllDocuments(text, { strict: true, uniqueKeys: true, version: '1.2' });
  if ('empty' in documents) return [];
  return documents.flatMap((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) throw new ManifestError(`${source}: ${fault.message}`);
    const value: unknown = document.toJS();
    if (value === null) return [];
    if (!isManifest(value))
      throw new ManifestError(`${source}: expected apiVersion, kind and metadata.name in every object`);
    return [value];
  });
}

function isManifest(value: unknown): value is Manifest {
  const { apiVersion, kind, metadata } = value as Partial<Manifest>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}
