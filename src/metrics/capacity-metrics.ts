import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { CAPACITIES, type Capacity, type CapacityLabels, type MemoryLabels } from './capacity-series.js';
import type { Metrics } from './metrics.js';

/** Asked each time the metrics are read. */
export interface CapacitySource {
  readonly max: number;
  used(): number | Promise<number>;
}

export function exposeCapacities(
  { capacity: { used, max, memoryMax, memoryHeld } }: Pick<Metrics, 'capacity'>,
  sources: Readonly<Record<Capacity, CapacitySource>>,
): void {
  for (const of of CAPACITIES) max.set({ of } satisfies CapacityLabels, sources[of].max);
  memoryMax.set({ of: 'heap' } satisfies MemoryLabels, getHeapStatistics().heap_size_limit);
  const containerBytesMax = containerLimit(process.constrainedMemory(), totalmem());
  if (containerBytesMax !== null) memoryMax.set({ of: 'container' } satisfies MemoryLabels, containerBytesMax);
  const collect = async (): Promise<void> => {
    for (const of of CAPACITIES) used.set({ of } satisfies CapacityLabels, await sources[of].used());
  };
  Object.assign(used, { collect });
  Object.assign(memoryHeld, { collect: () => showHeld(memoryHeld) });
}

async function showHeld(gauge: Metrics['capacity']['memoryHeld']): Promise<void> {
  const bytes = heldBytes(await readFile('/proc/self/status', 'utf8').catch(() => ''));
  if (bytes === null) gauge.remove();
  else gauge.set(bytes);
}

/**
 * What a limit of memory really meets. Resident memory has Node's own text in it, some 60 MB of a file that the kernel drops when it needs
 * the room; swap is not counted upon, a pod has none.
 *
 * @param status What Linux has in /proc/self/status.
 */
export function heldBytes(status: string): number | null {
  const kilobytes = ['RssAnon', 'RssShmem'].map((name) => new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  return kilobytes.includes(undefined) ? null : kilobytes.reduce((sum, text) => sum + Number(text) * 1024, 0);
}

/** Control groups without a limit give none, 0, or one larger than the machine. */
export function containerLimit(constrainedBytes: number | undefined, machineBytes: number): number | null {
  const bytes = constrainedBytes ?? 0;
  return bytes > 0 && bytes <= machineBytes ? bytes : null;
}

export function exposeReadiness({ capacity: { ready } }: Pick<Metrics, 'capacity'>, isReady: () => boolean): void {
  Object.assign(ready, { collect: () => ready.set(isReady() ? 1 : 0) });
}
