import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { openTracing } from '../../src/tracing/open-tracing.js';
import { Collector } from './collector.js';

it('a stop is not held up by a collector that never answers, however long an export may take', async () => {
  const collector = await Collector.start(() => undefined);
  const counts = { exported: 0, failed: 0, dropped: 0 };
  const traces = openTracing(
    {
      ...{ endpoint: collector.origin, headers: {}, serviceName: 'iinspect', version: '1', samplePercent: 100 },
      ...{ trustsContext: false, shutdownMs: 100 },
      // As in production, an export may take longer than a stop.
      queue: { spansMax: 10, batchMax: 5, everyMs: 20, timeoutMs: 60_000 },
    },
    { spansEnded: (result, count) => void (counts[result] += count) },
  );
  traces.requestEnded({
    ...{ method: 'GET', route: '/v1/brands', status: 200, outcome: 'answered', durationMs: 1, answering: null },
    ...{ dataVersion: '2026-11-22-abababab', problem: null, cards: null, stream: null, traceparent: undefined },
  });
  const end = new AbortController();
  const late = sleep(4000, 'late', { signal: end.signal }).catch(() => 'ended');
  expect(await Promise.race([traces.stop().then(() => 'stopped'), late])).toBe('stopped');
  end.abort();
  expect(counts).toEqual({ exported: 0, failed: 0, dropped: 1 });
  await collector.stop();
});
