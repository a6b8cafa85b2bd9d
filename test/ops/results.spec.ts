import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { noteOn } from '../../src/api/http/request-notes.js';
import { loadConfig } from '../../src/config/config.js';
import { containerLimit, heldBytes } from '../../src/metrics/capacity-metrics.js';
import { REQUEST_RESULTS } from '../../src/metrics/result-metrics.js';
import { resultOf } from '../../src/request-watcher.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { LogCapture } from './log-capture.js';

jest.setTimeout(60_000);

const MAX = { REQUESTS_IN_FLIGHT_MAX: '7', BATCH_STREAMS_MAX: '1', MAX_CONNECTIONS: '50' };
const TEXT = { 'content-type': 'text/plain' };

let service: RunningService;

beforeAll(async () => {
  const env = { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', BATCH_WORKERS: '0', ...MAX };
  service = await startService(loadConfig(env), new LogCapture());
});
afterAll(() => service.stop());

async function values(metric: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${service.management}/metrics`)).text();
  const lines = text.matchAll(new RegExp(String.raw`^${metric}(?:\{\w+="(\w+)"\})? (\S+)$`, 'gm'));
  return Object.fromEntries([...lines].map(([, label = '', value]) => [label, Number(value)]));
}

/** What `action` adds to the counts, as soon as it adds anything. */
async function added(action: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  const before = await values('card_requests_total');
  await action();
  for (;;) {
    const after = await values('card_requests_total');
    const more = Object.entries(after).map(([result, count]) => [result, count - (before[result] ?? 0)] as const);
    if (more.some(([, count]) => count > 0)) return Object.fromEntries(more.filter(([, count]) => count > 0));
    await sleep(10);
  }
}

function graphql(query: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${service.api}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
}

/** A client that goes on sending lines, or none, until it is told to leave. */
function openStream(): { leave: () => void } {
  return openRequest('/v1/cards/batch', 'text/plain', 'x\n');
}

/** The beginning of a request, whose end never comes. */
function openRequest(path: string, type: string, begin: string): { leave: () => void } {
  const { hostname, port } = new URL(service.api);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  socket
    .resume()
    .write(`POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: ${type}\r\ncontent-length: 99\r\n\r\n${begin}`);
  return { leave: () => socket.destroy() };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(10);
}

describe('what became of requests', () => {
  it('stands at zero before the first', async () => {
    expect(Object.keys(await values('card_requests_total'))).toEqual(REQUEST_RESULTS);
  });

  it.each([
    ['answered', () => fetch(`${service.api}/v1/brands`)],
    ['answered', () => graphql('{ brands { id } }')],
    ['answered', () => fetch(`${service.api}/v1/cards/batch`, { method: 'POST', headers: TEXT, body: 'x\n' })],
    ['refused', () => fetch(`${service.api}/nowhere`)],
    ['refused', () => graphql('{ brand(id: "nope") { id } }')],
  ])('is counted as %s by every door, case %#', async (result, ask) => {
    expect(await added(ask)).toEqual({ [result]: 1 });
  });

  it('tells no room from a refusal, and a client that left from both', async () => {
    const stream = openStream();
    await until(async () => (await values('card_capacity_used'))['streams'] === 1);
    const ask = () => fetch(`${service.api}/v1/cards/batch`, { method: 'POST', headers: TEXT, body: 'x\n' });
    expect(await added(ask)).toEqual({ unavailable: 1 });
    const leave = (): Promise<void> => {
      stream.leave();
      return Promise.resolve();
    };
    expect(await added(leave)).toEqual({ aborted: 1 });
  });

  it.each([
    ['failed', { outcome: 'failed', status: 500 }, {}],
    ['failed', { outcome: 'failed', status: 200 }, { problem: 'internal_error' }],
    ['failed', { outcome: 'answered', status: 200 }, { stream: { end: 'internal_error', lines: 1, bytes: 1 } }],
    [
      'unavailable',
      { outcome: 'answered', status: 200 },
      { stream: { end: 'limits_unavailable', lines: 1, bytes: 1 } },
    ],
    ['answered', { outcome: 'answered', status: 200 }, { stream: { end: 'shutting_down', lines: 1, bytes: 1 } }],
    ['unavailable', { outcome: 'refused', status: 200 }, { problem: 'limits_unavailable' }],
    ['unavailable', { outcome: 'refused', status: 503 }, {}],
    ['refused', { outcome: 'refused', status: 429 }, { problem: 'rate_limited' }],
    ['aborted', { outcome: 'aborted', status: 200 }, {}],
  ] as const)('is %s by %j with the notes %j', (result, ended, notes) => {
    const raw = {} as IncomingMessage;
    noteOn(raw, notes);
    expect(resultOf(ended, { raw })).toBe(result);
  });
});

describe('what is limited', () => {
  it('shows its limit, and how much of it is used', async () => {
    expect(await values('card_capacity_max')).toEqual({ requests: 7, streams: 1, connections: 50 });
    const stream = openStream();
    await until(async () => (await values('card_capacity_used'))['streams'] === 1);
    const used = await values('card_capacity_used');
    expect(used['requests']).toBeGreaterThanOrEqual(1);
    expect(used['connections']).toBeGreaterThanOrEqual(1);
    stream.leave();
    await until(async () => (await values('card_capacity_used'))['streams'] === 0);
    expect((await values('card_memory_max_bytes'))['heap']).toBeGreaterThan(1e7);
  });

  it('tells a request that is no stream from one', async () => {
    const request = openRequest('/v1/cards/validate', 'application/json', '{');
    await until(async () => (await values('card_capacity_used'))['requests'] === 1);
    expect(await values('card_capacity_used')).toMatchObject({ requests: 1, streams: 0 });
    request.leave();
    await until(async () => (await values('card_capacity_used'))['requests'] === 0);
  });

  it.each([
    [undefined, null],
    [0, null],
    [1000, null],
    [2 ** 63, null],
    [256, 256],
  ])('%d bytes for the container of a machine with 512 are %p', (bytes, limit) => {
    expect(containerLimit(bytes, 512)).toBe(limit);
  });

  it('tells memory that is held from files mapped into it', async () => {
    const status = 'VmRSS:\t  148500 kB\nRssAnon:\t   88900 kB\nRssFile:\t   58900 kB\nRssShmem:\t     700 kB\n';
    expect(heldBytes(status)).toBe((88_900 + 700) * 1024);
    const held = (await values('card_memory_held_bytes'))[''] ?? 0;
    const resident = (await values('process_resident_memory_bytes'))[''] ?? 0;
    expect(held).toBeGreaterThan(1e7);
    // Two scrapes, but Node's text alone is larger than what grows between them.
    expect(held).toBeLessThan(resident);
  });

  it.each(['', 'VmRSS:\t  148500 kB\n', 'RssAnon:\t   88900 kB\n', 'RssAnon:\t-\nRssShmem:\t0 kB\n'])(
    'does not know of memory that is held from %j',
    (status) => {
      expect(heldBytes(status)).toBeNull();
    },
  );
});
