import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { SPAN_ATTRIBUTES } from '../../src/tracing/span-attributes.js';
import { findLeaks, newCanary } from '../leaks/canary.js';
import { exchange, post, request } from '../leaks/raw-http.js';
import { DEFAULT_LEAKS, MALFORMED_HTTP, ODD_PLACES } from '../leaks/vectors.js';
import { LogCapture } from '../ops/log-capture.js';
import { attributesOf, Collector, type ExportedSpan } from './collector.js';

// A service is started for each.
jest.setTimeout(60_000);

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const SERVER = 2;

const out = new LogCapture();
const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
  out.text = '';
});

async function traced(env: Record<string, string> = {}): Promise<{ service: RunningService; collector: Collector }> {
  const collector = await Collector.start();
  open.push(collector);
  const service = await startService(
    loadConfig({
      ...{ NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'trace', BATCH_WORKERS: '0' },
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin, ...env },
    }),
    out,
  );
  open.push(service);
  return { service, collector };
}

const JSON_BODY = { 'content-type': 'application/json' };

function validate(service: RunningService, headers: Record<string, string> = {}): Promise<Response> {
  const body = JSON.stringify({ pan: newCanary() });
  return fetch(`${service.api}/v1/cards/validate`, { method: 'POST', headers: { ...JSON_BODY, ...headers }, body });
}

/** What was exported, once all of it is: the service stops, and sends the rest before. */
async function exportedBy(service: RunningService, collector: Collector): Promise<readonly ExportedSpan[]> {
  await service.stop();
  return collector.spans;
}

describe('a traced request', () => {
  it('is one span of the server, named by method and template, and one for its answer', async () => {
    const { service, collector } = await traced();
    const answer = await validate(service);
    await answer.text();
    const spans = await exportedBy(service, collector);
    const server = spans.find(({ kind }) => kind === SERVER)!;
    expect(server.name).toBe('POST /v1/cards/validate');
    expect(attributesOf(server)).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/cards/validate',
      'http.response.status_code': 200,
      'iinspect.outcome': 'answered',
      'iinspect.cards': 1,
      'iinspect.data_version': expect.stringMatching(/^\d{4}-\d\d-\d\d-[0-9a-f]{8}$/),
    });
    expect(server.parentSpanId ?? '').toBe('');
    expect(spans.filter((span) => span !== server)).toMatchObject([
      { name: 'answer', traceId: server.traceId, parentSpanId: server.spanId, attributes: [] },
    ]);
    expect(out.withMessage('request')).toMatchObject([{ traceId: server.traceId }]);
  });

  it('says which problem it ended with, and nothing of where it went', async () => {
    const { service, collector } = await traced();
    await (await fetch(`${service.api}/no/such/${newCanary()}`, { method: 'DELETE' })).text();
    const [span] = await exportedBy(service, collector);
    expect(span?.name).toBe('HTTP unmatched');
    expect(attributesOf(span!)).toMatchObject({
      ...{ 'http.request.method': '_OTHER', 'http.response.status_code': 404 },
      ...{ 'error.type': 'not_found', 'iinspect.outcome': 'refused' },
    });
    expect(attributesOf(span!)).not.toHaveProperty(['http.route']);
  });

  it('says of a stream how it ended, and how many lines and bytes it answered', async () => {
    const { service, collector } = await traced();
    const body = `${newCanary()}\nx\n`;
    const headers = { 'content-type': 'text/plain' };
    const text = await (await fetch(`${service.api}/v1/cards/batch`, { method: 'POST', headers, body })).text();
    const [span] = await exportedBy(service, collector);
    expect(attributesOf(span!)).toMatchObject({
      ...{ 'iinspect.stream.end': 'done', 'iinspect.stream.lines': 2, 'iinspect.stream.bytes': text.length },
    });
  });

  it('names the service and its version, and neither the host nor the process', async () => {
    const { service, collector } = await traced({ OTEL_SERVICE_NAME: 'cards-eu' });
    await (await validate(service)).text();
    await service.stop();
    const [resource] = collector.exports.flatMap(({ resourceSpans }) => resourceSpans);
    expect(attributesOf(resource!.resource)).toEqual({ 'service.name': 'cards-eu', 'service.version': '0.1.0' });
    expect(collector.paths).toEqual(['/v1/traces']);
  });

  it('is left out when only some are sampled, and has no trace in the log then', async () => {
    const { service, collector } = await traced({ TRACE_SAMPLE_PERCENT: '0' });
    await (await validate(service)).text();
    expect(await exportedBy(service, collector)).toEqual([]);
    expect(out.withMessage('request')[0]).not.toHaveProperty('traceId');
  });
});

describe('the trace of a caller', () => {
  const traceparent = `00-${TRACE}-${SPAN}-01`;

  it('is not gone on with unless callers are trusted', async () => {
    const { service, collector } = await traced();
    await (await validate(service, { traceparent })).text();
    const spans = await exportedBy(service, collector);
    expect(spans.map(({ traceId }) => traceId)).not.toContain(TRACE);
    expect(collector.bytes.toString()).not.toContain(SPAN);
  });

  it('is gone on with when they are, without tracestate and baggage', async () => {
    const { service, collector } = await traced({ TRUST_TRACE_CONTEXT: 'true', TRACE_SAMPLE_PERCENT: '0' });
    await (await validate(service, { traceparent, tracestate: 'a=secret', baggage: 'b=secret' })).text();
    await (await validate(service, { traceparent: `00-${TRACE}-${SPAN}-00` })).text();
    const spans = await exportedBy(service, collector);
    const servers = spans.filter(({ kind }) => kind === SERVER);
    expect(servers).toMatchObject([{ traceId: TRACE, parentSpanId: SPAN }]);
    expect(collector.bytes.toString()).not.toContain('secret');
  });

  it('is replaced when it may be a card number', async () => {
    const { service, collector } = await traced({ TRUST_TRACE_CONTEXT: 'true' });
    const pan = newCanary();
    await (await validate(service, { traceparent: `00-${pan}${pan}-${pan}-01` })).text();
    const spans = await exportedBy(service, collector);
    expect(spans.length).toBeGreaterThan(0);
    expect(findLeaks(collector.bytes, pan)).toEqual([]);
  });
});

describe('what is exported', () => {
  const vectors = Object.entries({ ...DEFAULT_LEAKS, ...MALFORMED_HTTP, ...ODD_PLACES });

  it('holds no card number, wherever in a request it was, and no attribute that is not on the list', async () => {
    const { service, collector } = await traced({ TRUST_TRACE_CONTEXT: 'true' });
    const port = Number(new URL(service.api).port);
    const canaries: string[] = [];
    const send = async (toBytes: (pan: string) => string | Buffer): Promise<void> => {
      const pan = newCanary();
      canaries.push(pan);
      await exchange(port, toBytes(pan));
    };
    for (const [, vector] of vectors) await send((pan) => vector(pan, { panType: 'PAN' }));
    for (const header of ['traceparent', 'tracestate', 'baggage', 'user-agent', 'x-forwarded-for', 'b3', 'referer']) {
      await send((pan) => request('GET', '/v1/brands', { headers: { [header]: pan } }));
      await send((pan) => request('GET', `/v1/iins/${pan.slice(0, 8)}`, { headers: { [header]: `a=${pan}` } }));
    }
    await send((pan) => post('/graphql', { operationName: `o${pan}`, query: `query o${pan} { brands { id } }` }));
    const spans = await exportedBy(service, collector);
    expect(spans.length).toBeGreaterThan(vectors.length / 2);
    const told = canaries.filter((pan) => findLeaks(collector.bytes, pan).length > 0);
    expect(told).toEqual([]);
    const names = new Set(spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)));
    expect([...names].filter((name) => !(SPAN_ATTRIBUTES as readonly string[]).includes(name))).toEqual([]);
    expect(spans.filter(({ events = [], links = [] }) => events.length + links.length > 0)).toEqual([]);
  });

  it('would show one that got into it', async () => {
    const collector = await Collector.start();
    open.push(collector);
    const pan = newCanary();
    await fetch(`${collector.origin}/v1/traces`, { method: 'POST', body: `{"user_agent.original":"${pan}"}` });
    expect(findLeaks(collector.bytes, pan)).not.toEqual([]);
  });

  it('is sent with the headers of the setting, which are printed nowhere', async () => {
    const secret = 'Bearer s3cr3t-of-ours';
    const { service, collector } = await traced({
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(secret)}`,
    });
    await (await validate(service)).text();
    const metrics = await (await fetch(`${service.management}/metrics`)).text();
    await service.stop();
    expect(collector.headers).toMatchObject([{ authorization: secret, 'content-type': 'application/json' }]);
    expect(out.text + metrics + collector.bodies.join()).not.toContain('s3cr3t');
  });
});
