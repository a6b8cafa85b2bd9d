import { mayHoldPan } from '../quotable.js';

/** A summary as `validate --summary` wrote it, or the service, or `summary merge`. */
export interface BatchPart {
  readonly lines: number;
  readonly valid: number;
  readonly invalid: number;
  readonly unrecognized: number;
  readonly byBrand: Readonly<Record<string, number>>;
  readonly byFinding: Readonly<Record<string, number>>;
  readonly dataVersion: string;
  readonly durationMs: number;
  /** Of a merged one. */
  readonly slowestMs: number | null;
  readonly shard: ShardPart | null;
}

export interface ShardPart {
  readonly index: number;
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** - `malformed`: not a summary. - `aborted`: one of a batch that did not come to its end. */
export type PartFault = 'malformed' | 'aborted';

const DATA_VERSION = /^\d{4}-\d\d-\d\d-[0-9a-f]{8}(\+[0-9a-f]{10})?$/;
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

export function parsePart(text: string): BatchPart | PartFault {
  const value = objectOf(parseJson(text));
  if (value === null) return 'malformed';
  if (value['aborted'] === true) return 'aborted';
  const [byBrand, byFinding] = [countsOf(value['byBrand']), countsOf(value['byFinding'])];
  const { dataVersion, slowestMs } = value;
  const numbers = numbersOf(value, ['lines', 'valid', 'invalid', 'unrecognized', 'durationMs']);
  const shard = value['shard'] === undefined ? null : shardOf(value['shard']);
  const isSound =
    value['done'] === true && typeof dataVersion === 'string' && DATA_VERSION.test(dataVersion) && shard !== undefined;
  if (!isSound || numbers === null || byBrand === null || byFinding === null) return 'malformed';
  if (numbers.lines !== numbers.valid + numbers.invalid + numbers.unrecognized) return 'malformed';
  return { ...numbers, byBrand, byFinding, dataVersion, shard, slowestMs: isCount(slowestMs) ? slowestMs : null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Undefined where it is no shard. */
function shardOf(value: unknown): ShardPart | undefined {
  const shard = objectOf(value);
  return (shard && numbersOf(shard, ['index', 'count', 'from', 'to', 'bytes'])) ?? undefined;
}

function countsOf(value: unknown): Readonly<Record<string, number>> | null {
  const counts = objectOf(value);
  if (counts === null) return null;
  // A name comes out again in what we print.
  const isFit = Object.entries(counts).every(([name, count]) => NAME.test(name) && !mayHoldPan(name) && isCount(count));
  return isFit ? (counts as Record<string, number>) : null;
}

function numbersOf<Name extends string>(
  value: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Record<Name, number> | null {
  if (!names.every((name) => isCount(value[name]))) return null;
  return Object.fromEntries(names.map((name) => [name, value[name]])) as Record<Name, number>;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
