import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type { Runner } from './rounds.ts';

/** Less would measure the clock: kernels count a thread's time in steps. */
const LAP_MS = 100;

export interface ThreadLap {
  /** Of this thread. */
  readonly cpuNs: number;
  /** Of the garbage collector. */
  readonly collections: number;
  /** Answered meanwhile. */
  readonly lines: number;
}

const collections = { count: 0 };
new PerformanceObserver((list) => (collections.count += list.getEntries().length)).observe({ entryTypes: ['gc'] });

/** @param lines That `work` answers once. */
export function timed(name: string, lines: number, work: () => number): Runner<ThreadLap> {
  let repeats = 0;
  return {
    name,
    run: async () => {
      if (repeats === 0) repeats = repeatsFor(work);
      await reported();
      const before = { cpu: process.threadCpuUsage(), collections: collections.count };
      for (let repeat = 0; repeat < repeats; repeat++) work();
      const { user, system } = process.threadCpuUsage(before.cpu);
      await reported();
      return {
        cpuNs: (user + system) * 1e3,
        collections: collections.count - before.collections,
        lines: lines * repeats,
      };
    },
  };
}

function repeatsFor(work: () => number): number {
  const begin = performance.now();
  work();
  return Math.max(1, Math.ceil(LAP_MS / (performance.now() - begin)));
}

/** Collections are told a turn later. */
async function reported(): Promise<void> {
  await turn();
  await turn();
}
