import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type OpenTracing, openTracing } from '../../src/tracing/open-tracing.js';
import type { RequestFacts } from '../../src/tracing/request-facts.js';
import type { SpanObserver } from '../../src/tracing/span-exports.js';
import { Collector } from './collector.js';

const FACTS: RequestFacts = {
  method: 'GET',
  route: '/v1/brands',
  status: 200,
  outcome: 'answered',
  durationMs: 1,
  answering: null,
  dataVersion: '2026-11-22-abababab',
  problem: null,
  cards: null,
  stream: null,
  traceparent: undefined,
};
const QUEUE = { spansMax: 10, batchMax: 5, everyMs: 20, timeoutMs: 200 };

class Counted implements SpanObserver {
  readonly counts = { exported: 0, failed: 0, dropped: 0 };

  spansEnded(result: 'exported' | 'failed' | 'dropped', count: number): void {
    this.counts[result] += count;
  }

  get total(): number {
    return this.counts.exported + this.counts.failed + this.counts.dropped;
  }
}

const open: Collector[] = [];

afterEach(async () => {
  for (const collector of open.splice(0)) await collector.stop();
});

async function collectorThat(answer: (response: ServerResponse) => void): Promise<string> {
  const collector = await Collector.start(answer);
  open.push(collector);
  return collector.origin;
}

function tracing(endpoint: string, observer: SpanObserver): OpenTracing {
  return openTracing(
    {
      ...{ endpoint, headers: {}, serviceName: 'iinspect', version: '1', samplePercent: 100, trustsContext: false },
      ...{ queue: QUEUE, shutdownMs: 400 },
    },
    observer,
  );
}

async function unreachable(): Promise<string> {
  const origin = await collectorThat(() => undefined);
  await open.pop()?.stop();
  return origin;
}

describe('a collector', () => {
  it.each<[string, () => Promise<string>]>([
    ['that is not there', unreachable],
    ['that never answers', () => collectorThat(() => undefined)],
    ['that refuses', () => collectorThat((response) => response.writeHead(400).end('no'))],
    ['that breaks off', () => collectorThat((response) => response.destroy())],
    ['that asks to wait', () => collectorThat((response) => response.writeHead(503, { 'retry-after': '60' }).end())],
  ])('%s costs spans, each of them counted, and holds nobody up', async (_what, start) => {
    const observer = new Counted();
    const traces = tracing(await start(), observer);
    for (let span = 0; span < 100; span += 1) expect(traces.requestEnded(FACTS)).toMatch(/^[0-9a-f]{32}$/);
    // Ten may wait; the others were dropped at once, so memory is bounded.
    expect(observer.counts.dropped).toBe(90);
    await traces.stop();
    expect(observer.total).toBe(100);
    expect(observer.counts.exported).toBe(0);
  });

  it('that is well gets every span, the last ones at the stop', async () => {
    const observer = new Counted();
    const traces = tracing(await collectorThat((response) => response.end('{}')), observer);
    for (let span = 0; span < 8; span += 1) traces.requestEnded(FACTS);
    await traces.stop();
    expect(observer.counts).toEqual({ exported: 8, failed: 0, dropped: 0 });
    expect(open[0]?.spans).toHaveLength(8);
  });

  it('that quotes what it was sent is not quoted', async () => {
    const observer = new Counted();
    const said: unknown[] = [];
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (text: unknown) => said.push(text) > 0;
    try {
      const traces = tracing(await collectorThat((response) => response.writeHead(400).end('quoted')), observer);
      traces.requestEnded(FACTS);
      await traces.stop();
    } finally {
      process.stderr.write = write;
    }
    expect(observer.counts.failed).toBe(1);
    expect(said.join()).not.toContain('quoted');
  });
});
