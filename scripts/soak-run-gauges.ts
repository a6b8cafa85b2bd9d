import { scrape } from './reload-service.ts';

/** What a process held at one moment. */
export interface Gauges {
  readonly atMs: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly descriptors: number;
  /** Sockets, timers, threads: all that keeps an event loop alive. */
  readonly resources: number;
}

export async function readGauges(management: string): Promise<Gauges> {
  const samples = await scrape(management);
  const megabytes = (name: string): number => (samples.get(name) ?? NaN) / 1e6;
  const resources = [...samples].filter(([name]) => /^nodejs_active_(handles|requests)\{/.test(name));
  return {
    atMs: performance.now(),
    rssMb: megabytes('process_resident_memory_bytes'),
    heapMb: megabytes('nodejs_heap_size_used_bytes'),
    descriptors: samples.get('process_open_fds') ?? NaN,
    resources: resources.reduce((sum, [, count]) => sum + count, 0),
  };
}

const WINDOW_MS = 5_000;

/**
 * Megabytes per minute, by least squares over the lowest reading of every five seconds: garbage comes and goes, and what is under
 * it stays.
 */
export function slopeOf(gauges: readonly Gauges[], read: (gauges: Gauges) => number): number {
  const lows = new Map<number, number>();
  for (const each of gauges) {
    const window = Math.floor(each.atMs / WINDOW_MS);
    lows.set(window, Math.min(lows.get(window) ?? Infinity, read(each)));
  }
  const points = [...lows].map(([window, y]) => ({ x: (window * WINDOW_MS) / 60_000, y }));
  if (points.length < 2) return NaN;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const covariance = mean(points.map(({ x, y }) => (x - meanX) * (y - meanY)));
  return covariance / mean(points.map(({ x }) => (x - meanX) ** 2));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
