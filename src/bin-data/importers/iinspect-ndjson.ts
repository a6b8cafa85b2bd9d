import type { Importer, RowReader, SkipReason } from './importer.js';
import { type OwnCells, readOwnRow } from './own-row.js';
import { isPanLength } from '../../core/claim-resolution.js';
import { RowClaims } from './row-claims.js';

const TEXT_KEYS = ['low', 'high', 'issuer', 'country', 'funding', 'product', 'segment', 'brand'] as const;
const KNOWN: ReadonlySet<string> = new Set([...TEXT_KEYS, 'panLengths']);

/** Our own format: one JSON object per line. `null` is the same as a key left out. `docs/issuer-data.md` describes it. */
export const iinspectNdjson: Importer = {
  format: 'iinspect-ndjson',
  title: null,
  countries: [],
  licence: null,
  rank: 1,
  layout: { kind: 'lines' },
  columns: [],
  recognizes: hasLow,
  admits: hasLow,
  rowReader: (_first, scope): RowReader => {
    const claims = new RowClaims(scope);
    return ([line = '']) => {
      const object = objectOf(line);
      if (object === null) return { skipped: 'not_json' };
      const cells = cellsOf(object);
      if (typeof cells === 'string') return { skipped: cells };
      return claims.settle(readOwnRow(cells, claims));
    };
  },
};

function hasLow([line = '']: readonly string[]): boolean {
  return Object.hasOwn(objectOf(line) ?? {}, 'low');
}

function objectOf(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

function cellsOf(object: Readonly<Record<string, unknown>>): OwnCells | SkipReason {
  if (!Object.keys(object).every((key) => KNOWN.has(key))) return 'unknown_key';
  const texts = TEXT_KEYS.map((key) => [key, object[key] ?? ''] as const);
  // A prefix written as a number has lost its leading zeros.
  if (!texts.every(([, value]) => typeof value === 'string')) return 'value_of_wrong_type';
  const panLengths = object['panLengths'] ?? [];
  if (!Array.isArray(panLengths) || !panLengths.every((length) => typeof length === 'number'))
    return 'value_of_wrong_type';
  return {
    ...(Object.fromEntries(texts) as Omit<OwnCells, 'panLengths'>),
    panLengths: panLengths.every(isPanLength) ? [...new Set(panLengths)].sort((a, b) => a - b) : null,
  };
}
