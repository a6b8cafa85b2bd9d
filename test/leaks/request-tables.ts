import { BODIES, QUERIES } from './body-vectors.ts';
import { CALLERS, HEADERS } from './header-vectors.ts';
import { MANAGEMENT } from './management-vectors.ts';
import { STREAM_LINES } from './stream-vectors.ts';
import { DEFAULT_LEAKS, MALFORMED_HTTP, ODD_PLACES, type Vector } from './vectors.ts';

/** Every table of single requests, by the words that stand before a vector's name. */
export const API_TABLES: Readonly<Record<string, Readonly<Record<string, Vector>>>> = {
  'stock leak': DEFAULT_LEAKS,
  'malformed HTTP': MALFORMED_HTTP,
  'odd place': ODD_PLACES,
  body: BODIES,
  query: QUERIES,
  header: HEADERS,
  caller: CALLERS,
  stream: STREAM_LINES,
};
export const MANAGEMENT_TABLES = { management: MANAGEMENT };

export interface NamedVector {
  readonly name: string;
  readonly door: 'api' | 'management';
  readonly toBytes: Vector;
}

export const REQUESTS: readonly NamedVector[] = [
  ...named(API_TABLES, 'api'),
  ...named(MANAGEMENT_TABLES, 'management'),
];

function named(
  tables: Readonly<Record<string, Readonly<Record<string, Vector>>>>,
  door: NamedVector['door'],
): readonly NamedVector[] {
  return Object.entries(tables).flatMap(([table, vectors]) =>
    Object.entries(vectors).map(([name, toBytes]) => ({ name: `${table}: ${name}`, door, toBytes })),
  );
}
