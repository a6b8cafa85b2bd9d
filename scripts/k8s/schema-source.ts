/** Where the strict schema comes from: Kubernetes' own OpenAPI file, and a small one of ours for custom resources. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SCHEMA_WORDS } from './schema-words.ts';
import type { Definition, Schema } from './schema.ts';

/**
 * 4 MB that are Kubernetes' and not ours to keep. It is `api/openapi-spec/swagger.json` of the release
 * (https://github.com/kubernetes/kubernetes/tree/v1.35.0/api/openapi-spec).
 */
export const KUBERNETES_FILE = join(import.meta.dirname, '../../../shared/data/kubernetes-openapi-v2-1.35.json');
const OWN_FILE = join(import.meta.dirname, 'custom-resources.yaml');

export const NO_SCHEMA =
  'the schema: ../shared/data/kubernetes-openapi-v2-1.35.json is not there; it is not ours to keep';

interface SchemaFile {
  readonly definitions: Readonly<Record<string, Definition>>;
}

/** @returns null where Kubernetes' file is not. */
export function loadSchema(): Schema | null {
  if (!existsSync(KUBERNETES_FILE)) return null;
  const kubernetes = JSON.parse(readFileSync(KUBERNETES_FILE, 'utf8')) as SchemaFile;
  const own = parse(readFileSync(OWN_FILE, 'utf8')) as SchemaFile;
  return schemaOf({ ...kubernetes.definitions, ...own.definitions });
}

export function schemaOf(definitions: SchemaFile['definitions']): Schema {
  const kinds = new Map<string, Definition>();
  for (const definition of Object.values(definitions)) {
    for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
      kinds.set(`${group === '' ? '' : `${group}/`}${version} ${kind}`, definition);
    }
  }
  return { definitions, kinds, words: SCHEMA_WORDS };
}
