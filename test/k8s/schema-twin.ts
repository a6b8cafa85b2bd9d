import { Ajv, type ValidateFunction } from 'ajv';
import type { Definition, Schema } from '../../scripts/k8s/schema.js';
import type { Manifest } from '../../scripts/k8s/objects.js';

/** The slow twin of the strict walk: the same OpenAPI file as JSON Schema, read by ajv. Shares nothing with scripts/k8s/schema.ts but the file. */
export class SchemaTwin {
  readonly #ajv: Ajv;
  readonly #schema: Schema;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(schema: Schema) {
    this.#schema = schema;
    this.#ajv = new Ajv({ strict: false, validateFormats: false });
    const definitions = Object.fromEntries(
      Object.entries(schema.definitions).map(([name, each]) => [name, strict(each, name)]),
    );
    this.#ajv.addSchema({ $id: 'kubernetes', definitions });
  }

  takes(manifest: Manifest): boolean {
    const key = `${manifest.apiVersion} ${manifest.kind}`;
    const [name] =
      Object.entries(this.#schema.definitions).find(([, each]) => each === this.#schema.kinds.get(key)) ?? [];
    if (name === undefined) return false;
    const validate = this.#validators.get(key) ?? this.#ajv.compile({ $ref: `kubernetes#/definitions/${name}` });
    this.#validators.set(key, validate);
    return validate(manifest);
  }
}

const QUANTITY =
  '^[+-]?([0-9]+|[0-9]+[.][0-9]*|[.][0-9]+)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|e[+-]?[0-9]+|E[+-]?[0-9]+)?$';

const DURATION = '^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$';

function strict(definition: Definition, name = ''): object {
  const { $ref, type, format, properties, items, additionalProperties, required } = definition;
  if (name.endsWith('.Quantity')) return { anyOf: [{ type: 'number' }, { type: 'string', pattern: QUANTITY }] };
  if ($ref !== undefined) return { $ref };
  if (format === 'int-or-string') return { type: ['integer', 'string'] };
  if (format === 'int32') return { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
  if (format === 'prometheus-duration') return { type: 'string', pattern: DURATION, minLength: 1 };
  const fields = Object.entries(properties ?? {}).map(([key, each]) => [key, strict(each)] as const);
  const isClosed = properties !== undefined && additionalProperties === undefined;
  return {
    ...(type === undefined ? {} : { type }),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(fields) }),
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(required === undefined ? {} : { required }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: strict(additionalProperties) }),
    ...(isClosed ? { additionalProperties: false } : {}),
  };
}
