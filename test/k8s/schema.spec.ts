import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Manifest } from '../../scripts/k8s/objects.js';
import { overlaySubjects } from '../../scripts/k8s/render.js';
import { type Definition, schemaFindings } from '../../scripts/k8s/schema.js';
import { loadSchema, NO_SCHEMA } from '../../scripts/k8s/schema-source.js';
import { renderedBy } from '../../scripts/k8s/survey.js';
import { SchemaTwin } from './schema-twin.js';

const schema = loadSchema();
if (schema === null) process.stderr.write(`skipped: ${NO_SCHEMA}\n`);

type Node = Record<string, unknown>;

/** Values of every kind, some of which are right somewhere. */
const VALUES: readonly unknown[] = [
  0,
  1,
  -5,
  2.5,
  2 ** 40,
  true,
  false,
  '',
  'text',
  '5',
  '250m',
  '1.5Gi',
  '30s',
  null,
  [],
  {},
  [{}],
  ['x'],
  { name: 'x' },
];

/** Every place in a manifest, as whoever holds it and under what name. */
function placesIn(value: unknown, places: { holder: Node; key: string }[] = []): { holder: Node; key: string }[] {
  if (typeof value !== 'object' || value === null) return places;
  for (const key of Object.keys(value)) {
    places.push({ holder: value as Node, key });
    placesIn((value as Node)[key], places);
  }
  return places;
}

interface Change {
  readonly place: number;
  readonly how: 'add' | 'remove' | 'rename' | 'replace';
  readonly value: number;
}

function changed(manifest: Manifest, { place, how, value }: Change): Manifest {
  const copy = structuredClone(manifest);
  const places = placesIn(copy);
  const { holder, key } = places[place % places.length]!;
  const given = VALUES[value % VALUES.length];
  if (how === 'replace') holder[key] = given;
  else if (Array.isArray(holder)) holder.push(given);
  else if (how === 'add') holder[`${key}s`] = given;
  else {
    if (how === 'rename') holder[key.toUpperCase()] = holder[key];
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the place says which
    delete holder[key];
  }
  return copy;
}

/** Others never get as far: parseManifests refuses them. */
function isManifest({ apiVersion, kind, metadata }: Partial<Manifest>): boolean {
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}

(schema === null ? describe.skip : describe)('the strict schema', () => {
  test('takes and refuses what ajv does, of our manifests and of any change to them', async () => {
    const renderings = await Promise.all(overlaySubjects().map(({ folder }) => renderedBy('kustomize', folder)));
    const manifests = renderings.flat();
    const twin = new SchemaTwin(schema!);
    const seen = { taken: 0, refused: 0 };
    const change = fc.record({
      place: fc.nat(10_000),
      how: fc.constantFrom('add' as const, 'remove' as const, 'rename' as const, 'replace' as const),
      value: fc.nat(VALUES.length - 1),
    });
    fc.assert(
      fc.property(fc.nat(manifests.length - 1), change, (index, given) => {
        const manifest = changed(manifests[index]!, given);
        if (!isManifest(manifest)) return;
        const found = schemaFindings([manifest], schema!).filter(({ rule }) => rule !== 'word-known');
        expect({ taken: found.length === 0 }).toEqual({ taken: twin.takes(manifest) });
        seen[found.length === 0 ? 'taken' : 'refused']++;
      }),
      { numRuns: 2_000 },
    );
    expect(manifests.every((manifest) => twin.takes(manifest))).toBe(true);
    expect(seen.taken).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(500);
  }, 120_000);

  test('has a definition behind every reference, in our own file too', () => {
    const names = new Set(Object.keys(schema!.definitions));
    const dangling = [...names].flatMap((name) =>
      referencesOf(schema!.definitions[name]!).filter((each) => !names.has(each)),
    );
    expect(dangling).toEqual([]);
    expect(names.size).toBeGreaterThan(700);
  });

  test('knows the fields whose words it lists', () => {
    const unknown = Object.entries(schema!.words).flatMap(([name, fields]) =>
      Object.keys(fields)
        .filter((field) => schema!.definitions[name]?.properties?.[field] === undefined)
        .map((field) => `${name}.${field}`),
    );
    expect(unknown).toEqual([]);
  });
});

function referencesOf({ $ref, items, properties = {}, additionalProperties }: Definition): readonly string[] {
  const within = [items, additionalProperties, ...Object.values(properties)].flatMap((each) =>
    each === undefined ? [] : referencesOf(each),
  );
  return $ref === undefined ? within : [$ref.slice('#/definitions/'.length), ...within];
}
