import { shardRange } from '../validate/inputs/byte-range.js';
import type { BatchPart, ShardPart } from './batch-part.js';

/** What `summary merge` prints. */
export interface MergedSummary extends Omit<BatchPart, 'shard' | 'slowestMs'> {
  readonly done: true;
  /** The longest of the parts: about what all of them took side by side. `durationMs` is the sum. */
  readonly slowestMs: number;
  readonly parts: number;
}

/**
 * - `versions_differ`: other data answered. - `shards_mixed`: some are shards and some are not, or of another number or file.
 * - `shard_twice`, `shard_missing`: the same one again; not all of them.
 */
export type MergeFault = 'versions_differ' | 'shards_mixed' | 'shard_twice' | 'shard_missing';

/** @param parts At least one. */
export function mergeParts(parts: readonly BatchPart[]): MergedSummary | MergeFault {
  const versions = new Set(parts.map(({ dataVersion }) => dataVersion));
  const [dataVersion, ...others] = versions;
  if (dataVersion === undefined || others.length > 0) return 'versions_differ';
  const fault = shardFault(parts.map(({ shard }) => shard));
  if (fault !== null) return fault;
  const sum = (of: (part: BatchPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    done: true,
    lines: sum(({ lines }) => lines),
    valid: sum(({ valid }) => valid),
    invalid: sum(({ invalid }) => invalid),
    unrecognized: sum(({ unrecognized }) => unrecognized),
    byBrand: sumByName(parts.map(({ byBrand }) => byBrand)),
    byFinding: sumByName(parts.map(({ byFinding }) => byFinding)),
    dataVersion,
    durationMs: sum(({ durationMs }) => durationMs),
    slowestMs: Math.max(...parts.map(({ slowestMs, durationMs }) => slowestMs ?? durationMs)),
    parts: parts.length,
  };
}

function shardFault(shards: readonly (ShardPart | null)[]): MergeFault | null {
  const [first] = shards;
  if (first == null) return shards.every((shard) => shard === null) ? null : 'shards_mixed';
  const all = shards.filter((shard) => shard !== null && isOf(first, shard));
  if (all.length < shards.length) return 'shards_mixed';
  const indexes = new Set(all.map((shard) => shard?.index));
  if (indexes.size < all.length) return 'shard_twice';
  return all.length < first.count ? 'shard_missing' : null;
}

function isOf({ count, bytes }: ShardPart, shard: ShardPart): boolean {
  if (shard.count !== count || shard.bytes !== bytes || shard.index >= count) return false;
  const { from, to } = shardRange(shard, bytes);
  return shard.from === from && shard.to === to;
}

/** Most frequent first. */
function sumByName(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts))) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...sums].sort((a, b) => b[1] - a[1]));
}
