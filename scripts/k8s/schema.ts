/**
 * A strict reading of Kubernetes' OpenAPI file. The file leaves unknown fields open and says what it means by a text in words
 * (quantities, numbers or names, one of three words); here a field that is not described is a finding, as the apiserver has it with
 * `--validate=strict`.
 */
import { type Manifest, nameOf } from './objects.ts';
import type { RuledFinding } from './finding.ts';
import { quantityOf } from './quantity.ts';

export interface Definition {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Definition>>;
  readonly required?: readonly string[];
  readonly items?: Definition;
  readonly additionalProperties?: Definition;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

export interface Schema {
  readonly definitions: Readonly<Record<string, Definition>>;
  /** By `apps/v1 Deployment`. */
  readonly kinds: ReadonlyMap<string, Definition>;
  readonly words: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export const SCHEMA_RULES = [
  'kind-known',
  'field-known',
  'field-type',
  'field-there',
  'word-known',
  'quantity',
] as const;
type SchemaRule = (typeof SCHEMA_RULES)[number];

type Report = (rule: SchemaRule, path: string, expected: string) => void;
type Fields = Readonly<Record<string, unknown>>;

export function schemaFindings(manifests: readonly Manifest[], schema: Schema): readonly RuledFinding[] {
  return manifests.flatMap((manifest) => {
    const found: RuledFinding[] = [];
    const report: Report = (rule, path, expected) => {
      found.push({ object: nameOf(manifest), path, expected, rule });
    };
    const definition = schema.kinds.get(`${manifest.apiVersion} ${manifest.kind}`);
    if (definition === undefined) {
      report('kind-known', 'apiVersion', 'a version and kind that Kubernetes or custom-resources.yaml describes');
    } else {
      new SchemaWalk(schema, report).walk(manifest, definition, '');
    }
    return found;
  });
}

const QUANTITY = '#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity';

class SchemaWalk {
  readonly #schema: Schema;
  readonly #report: Report;

  constructor(schema: Schema, report: Report) {
    this.#schema = schema;
    this.#report = report;
  }

  walk(value: unknown, definition: Definition, path: string): void {
    const { $ref } = definition;
    if ($ref === undefined) this.#shape(value, definition, path);
    else if ($ref === QUANTITY) this.#quantity(value, path);
    else this.#named(value, $ref.slice('#/definitions/'.length), path);
  }

  #named(value: unknown, name: string, path: string): void {
    const definition = this.#schema.definitions[name];
    if (definition === undefined) this.#report('kind-known', path, `a definition of ${name}`);
    else this.#shape(value, definition, path);
    if (isFields(value)) this.#words(value, this.#schema.words[name] ?? {}, path);
  }

  #shape(value: unknown, definition: Definition, path: string): void {
    const expected = mismatch(value, definition);
    if (expected !== null) this.#report('field-type', path, expected);
    else if (Array.isArray(value)) this.#items(value, definition, path);
    else if (isFields(value)) this.#fields(value, definition, path);
  }

  #items(values: readonly unknown[], { items }: Definition, path: string): void {
    if (items === undefined) return;
    values.forEach((value, index) => {
      const name = isFields(value) && typeof value['name'] === 'string' ? value['name'] : String(index);
      this.walk(value, items, `${path}[${name}]`);
    });
  }

  #fields(value: Fields, { properties, required = [], additionalProperties }: Definition, path: string): void {
    for (const name of required) {
      if (value[name] === undefined) this.#report('field-there', join(path, name), 'something: the field is required');
    }
    // A definition without a shape (JSON, RawExtension) takes anything.
    if (properties === undefined && additionalProperties === undefined) return;
    for (const [name, each] of Object.entries(value)) {
      const definition = ownOf(properties, name) ?? additionalProperties;
      if (definition === undefined) this.#report('field-known', join(path, name), unknownField(name, properties));
      else this.walk(each, definition, join(path, name));
    }
  }

  #words(value: Fields, words: Readonly<Record<string, readonly string[]>>, path: string): void {
    for (const [name, known] of Object.entries(words)) {
      const given: unknown = value[name];
      const texts = (Array.isArray(given) ? given : [given]).filter((text) => typeof text === 'string');
      if (texts.every((text) => known.includes(text))) continue;
      this.#report('word-known', join(path, name), `one of ${known.filter((word) => word !== '').join(', ')}`);
    }
  }

  #quantity(value: unknown, path: string): void {
    if (quantityOf(value) === null) this.#report('quantity', path, 'a quantity such as 250m, 1.5 or 256Mi');
  }
}

function unknownField(name: string, properties: Definition['properties'] = {}): string {
  const meant = Object.keys(properties).find((known) => known.toLowerCase() === name.toLowerCase());
  return meant === undefined ? 'no such field: Kubernetes does not know it' : `${meant}, as Kubernetes spells it`;
}

/** @returns What was expected; null when it is that. */
function mismatch(value: unknown, { type, format }: Definition): string | null {
  switch (format ?? type) {
    case 'int-or-string':
      return Number.isInteger(value) || typeof value === 'string' ? null : 'a whole number or text';
    case 'int32':
      return Number.isInteger(value) && (value as number) === ((value as number) | 0)
        ? null
        : 'a whole number of 32 bits';
    case 'int64':
    case 'integer':
      return Number.isSafeInteger(value) ? null : 'a whole number';
    case 'double':
    case 'number':
      return typeof value === 'number' ? null : 'a number';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'true or false';
    case 'prometheus-duration':
      return typeof value === 'string' && PROMETHEUS_DURATION.test(value) ? null : 'a duration such as 30s or 1h30m';
    case 'date-time':
    case 'byte':
    case 'string':
      return typeof value === 'string' ? null : 'text (quote it if it looks like something else)';
    case 'array':
      return Array.isArray(value) ? null : 'a list';
    case 'object':
      return isFields(value) ? null : 'fields, or {} for none';
    case undefined:
    default:
      return null;
  }
}

/** Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/, `<duration>`. */
const PROMETHEUS_DURATION = /^(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownOf<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
