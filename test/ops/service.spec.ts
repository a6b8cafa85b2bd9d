import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Config, loadConfig } from '../../src/config/config.js';
import { ListenError } from '../../src/config/start-failure.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { canary, ENCODING_NAMES, encoded, leaksOf } from './leak-search.js';
import { LogCapture } from './log-capture.js';

/** A published test number. */
const TEST_CARD = '4242424242424242';
const JSON_TYPE = { 'content-type': 'application/json' };

function config(env: Record<string, string> = {}): Config {
  return loadConfig({ NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'trace', ...env });
}

function validate(api: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${api}/v1/cards/validate`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

function graphql(api: string, body: unknown): Promise<Response> {
  return fetch(`${api}/graphql`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
}

/** Sends bytes that no HTTP client would send, and waits for the end of the answer. */
async function raw(api: string, bytes: string): Promise<void> {
  const { hostname, port } = new URL(api);
  const socket = connect(Number(port), hostname).resume();
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
}

describe('a running service', () => {
  const out = new LogCapture();
  let service: RunningService;

  beforeAll(async () => {
    service = await startService(config(), out);
  });
  afterAll(() => service.stop());

  it('says once, as a line of JSON, what it serves and where', () => {
    const started = out.withMessage('started');
    expect(started).toHaveLength(1);
    expect(started[0]).toMatchObject({
      version: '0.1.0',
      dataVersion: expect.stringMatching(/^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$/),
      graphql: `${service.api}/graphql`,
      metrics: `${service.management}/metrics`,
    });
  });

  it('is alive, started and ready', async () => {
    for (const probe of ['livez', 'startupz', 'readyz']) {
      expect((await fetch(`${service.management}/${probe}`)).status).toBe(200);
    }
  });

  it('keeps metrics and probes off the public port, and the API off the management port', async () => {
    expect((await fetch(`${service.api}/metrics`)).status).toBe(404);
    expect((await fetch(`${service.api}/readyz`)).status).toBe(404);
    expect((await fetch(`${service.management}/v1/brands`)).status).toBe(404);
  });

  it('writes one access log line for a request, with the route and without the path', async () => {
    const before = out.withMessage('request').length;
    const answer = await fetch(`${service.api}/v1/iins/424242?x=1`, { headers: { 'x-request-id': 'checkout-42' } });
    const body = await answer.arrayBuffer();
    await sleep(20);
    const lines = out.withMessage('request').slice(before);
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        msg: 'request',
        requestId: 'checkout-42',
        method: 'GET',
        route: '/v1/iins/:prefix',
        status: 200,
        outcome: 'answered',
        durationMs: expect.any(Number),
        bytes: body.byteLength,
      },
    ]);
  });

  it('counts what both doors answered', async () => {
    await validate(service.api, { pan: TEST_CARD });
    const query = 'query ($pan: PAN!) { validateCard(pan: $pan) { status } }';
    const answer = await graphql(service.api, { query, variables: { pan: TEST_CARD } });
    expect(answer.status).toBe(200);
    const text = await (await fetch(`${service.management}/metrics`)).text();
    expect(text).toMatch(/^card_validations_total\{outcome="valid",brand="visa"\} 2$/m);
    expect(text).toMatch(/^http_request_duration_seconds_count\{method="POST",route="\/graphql",/m);
  });
});

describe('card numbers', () => {
  /** Every way in gets a number of its own, so that a leak names its way. */
  const waysIn: Readonly<Record<string, (pan: string, api: string) => Promise<unknown>>> = {
    'REST body': (pan, api) => validate(api, { pan }),
    'REST body, spaced': (pan, api) => validate(api, { pan: encoded(pan, 'spaced') }),
    'REST body, as a number': (pan, api) => validate(api, `{"pan":${pan}}`),
    'REST body, wrong field': (pan, api) => validate(api, { pan: TEST_CARD, [pan]: 1 }),
    'REST body, broken JSON': (pan, api) => validate(api, `{"pan":"${pan}`),
    'REST body, too large': (pan, api) => validate(api, { pan: pan.repeat(6000) }).catch(() => null),
    'content type': (pan, api) => validate(api, '{}', { 'content-type': `text/${pan}` }),
    path: (pan, api) => fetch(`${api}/v1/cards/${pan}`),
    'path of a route': (pan, api) => fetch(`${api}/v1/iins/${pan}`),
    'path, half decodable': (pan, api) => raw(api, `GET /%zz${pan} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`),
    query: (pan, api) => fetch(`${api}/v1/brands?pan=${pan}`),
    'brand id': (pan, api) => fetch(`${api}/v1/brands/${pan}`),
    'wrong method': (pan, api) => fetch(`${api}/v1/brands/${pan}`, { method: 'DELETE' }),
    'unknown method': (pan, api) => raw(api, `X${pan} / HTTP/1.1\r\nhost: a\r\n\r\n`),
    'request id': (pan, api) => fetch(`${api}/v1/brands`, { headers: { 'x-request-id': pan } }),
    'request id, dashed': (pan, api) =>
      fetch(`${api}/v1/brands`, { headers: { 'x-request-id': encoded(pan, 'dashed') } }),
    'user agent': (pan, api) => fetch(`${api}/v1/brands`, { headers: { 'user-agent': pan } }),
    traceparent: (pan, api) => fetch(`${api}/v1/brands`, { headers: { traceparent: `00-${pan}${pan}-${pan}-01` } }),
    authorization: (pan, api) => fetch(`${api}/v1/brands`, { headers: { authorization: `Bearer ${pan}` } }),
    cookie: (pan, api) => fetch(`${api}/v1/brands`, { headers: { cookie: `pan=${pan}` } }),
    'accept language': (pan, api) => fetch(`${api}/v1/brands`, { headers: { 'accept-language': pan } }),
    'header name': (pan, api) => fetch(`${api}/v1/brands`, { headers: { [`x-${pan}`]: '1' } }),
    host: (pan, api) => raw(api, `GET /v1/brands HTTP/1.1\r\nhost: ${pan}\r\nconnection: close\r\n\r\n`),
    'bytes that are no HTTP': (pan, api) => raw(api, `${pan}\r\n\r\n`),
    'content length': (pan, api) => raw(api, `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${pan}x\r\n\r\n`),
    'too long a header': (pan, api) => raw(api, `GET / HTTP/1.1\r\nhost: a\r\nx: ${pan.repeat(1000)}\r\n\r\n`),
    'GraphQL variable': (pan, api) =>
      graphql(api, {
        query: 'query ($p: PAN!) { validateCard(pan: $p) { status } }',
        variables: { p: pan },
      }),
    'GraphQL literal': (pan, api) => graphql(api, { query: `{ validateCard(pan: "${pan}") { status } }` }),
    'GraphQL number': (pan, api) => graphql(api, { query: `{ luhn(digits: ${pan}) { __typename } }` }),
    'GraphQL alias': (pan, api) => graphql(api, { query: `{ a${pan}: brands { id } }` }),
    'GraphQL operation name': (pan, api) =>
      graphql(api, { query: `query q${pan} { brands { id } }`, operationName: pan }),
    'GraphQL unknown field': (pan, api) => graphql(api, { query: `{ f${pan} }` }),
    'GraphQL syntax error': (pan, api) => graphql(api, { query: `{ "${pan}` }),
    'GraphQL wrong variable': (pan, api) => graphql(api, { query: '{ __typename }', variables: pan }),
    'management path': (pan, api) => fetch(`${api.replace(/\d+$/, managementPort)}/${pan}`),
    'management query': (pan, api) => fetch(`${api.replace(/\d+$/, managementPort)}/metrics?pan=${pan}`),
  };
  const numbers = new Map(Object.keys(waysIn).map((way, index) => [way, canary(index)]));
  const out = new LogCapture();
  let managementPort = '';
  let metrics = '';

  beforeAll(async () => {
    const restore = captureStandardStreams(out);
    const service = await startService(config(), out);
    managementPort = new URL(service.management).port;
    for (const [way, pan] of numbers) {
      await waysIn[way]!(pan, service.api).catch((error: unknown) => {
        throw new Error(`the way "${way}" could not be tried`, { cause: error });
      });
    }
    metrics = await (await fetch(`${service.management}/metrics`)).text();
    await service.stop();
    restore();
  });

  it.each([...numbers])('sent as %s reach neither the log nor the metrics', (_way, pan) => {
    expect(leaksOf(pan, out.text)).toEqual([]);
    expect(leaksOf(pan, metrics)).toEqual([]);
  });

  it('were really received: the log and the metrics are not empty', () => {
    expect(out.withMessage('request').length).toBeGreaterThan(numbers.size / 2);
    expect(metrics).toMatch(/^http_request_duration_seconds_count\{method="GET",route="unmatched",/m);
  });

  it.each(ENCODING_NAMES)('would be found by this search when written as %s', (encoding) => {
    const pan = canary(3);
    expect(leaksOf(pan, `{"msg":"x${encoded(pan, encoding)}y"}`)).toContain(encoding);
  });
});

describe('a start', () => {
  it('that finds its port taken says so, and leaves nothing open', async () => {
    const first = await startService(config(), new LogCapture());
    const port = new URL(first.api).port;
    const out = new LogCapture();
    const failure = await startService(config({ PORT: port }), out).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ListenError);
    expect((failure as ListenError).address).toMatchObject({ port: Number(port), portSetting: 'PORT' });
    expect(out.withMessage('started')).toEqual([]);
    await first.stop();
  });

  it('greets a person at a terminal with plain lines', async () => {
    const out = new LogCapture(true);
    const service = await startService(config({ HOST: '0.0.0.0', MANAGEMENT_HOST: '::1', LOG_LEVEL: 'info' }), out);
    await service.stop();
    expect(out.text).toMatch(/^iinspect 0\.1\.0 · data \d{4}-\d{2}-\d{2}-[0-9a-f]{8} · \d+ ranges of \d+ brands\n/);
    expect(out.text).toMatch(/^ {2}graphql {2}http:\/\/localhost:\d+\/graphql$/m);
    expect(out.text).toMatch(/^ {2}health {3}http:\/\/\[::1\]:\d+\/readyz$/m);
    expect(out.text).toMatch(/^WARNING: HOST is not a loopback address/m);
  });

  it('says nothing at all when LOG_LEVEL is silent', async () => {
    const out = new LogCapture(true);
    await (await startService(config({ LOG_LEVEL: 'silent' }), out)).stop();
    expect(out.text).toBe('');
  });
});

describe('a stop', () => {
  it('turns /readyz, still answers while it drains, and finishes the request in flight', async () => {
    const out = new LogCapture();
    const service = await startService(config({ SHUTDOWN_DRAIN_MS: '500' }), out);
    const body = JSON.stringify({ pan: TEST_CARD });
    const headers = { ...JSON_TYPE, 'content-length': String(body.length) };
    const upload = request(`${service.api}/v1/cards/validate`, { method: 'POST', headers });
    const answered = once(upload, 'response');
    upload.write(body.slice(0, 8));
    await sleep(50);

    const stopped = service.stop();
    expect((await fetch(`${service.management}/readyz`)).status).toBe(503);
    expect((await fetch(`${service.management}/livez`)).status).toBe(200);
    const late = await fetch(`${service.api}/v1/brands`);
    expect(late.status).toBe(200);
    expect(late.headers.get('connection')).toBe('close');
    await late.arrayBuffer();
    await sleep(700);
    await expect(fetch(`${service.api}/v1/brands`)).rejects.toThrow();

    upload.end(body.slice(8));
    const [answer] = await answered;
    expect(answer.statusCode).toBe(200);
    answer.resume();
    await stopped;
    expect(out.lines.map(({ msg }) => msg).filter((msg) => msg === 'stopping' || msg === 'stopped')).toEqual([
      'stopping',
      'stopped',
    ]);
    await expect(fetch(`${service.management}/livez`)).rejects.toThrow();
  });

  it('asked for twice happens once', async () => {
    const out = new LogCapture();
    const service = await startService(config(), out);
    await Promise.all([service.stop(), service.stop()]);
    expect(out.withMessage('stopped')).toHaveLength(1);
  });

  it('cuts what outlasts the grace, and says so', async () => {
    const out = new LogCapture();
    const service = await startService(config({ SHUTDOWN_GRACE_MS: '100' }), out);
    const upload = request(`${service.api}/v1/cards/validate`, {
      method: 'POST',
      headers: { ...JSON_TYPE, 'content-length': '99' },
    });
    const cut = once(upload, 'error');
    upload.write('{');
    await sleep(50);
    await service.stop();
    await cut;
    expect(out.lines).toContainEqual(expect.objectContaining({ level: 'warn', msg: expect.stringMatching(/cut/) }));
  });
});

/** Whatever somebody prints past our log counts too. */
function captureStandardStreams(out: LogCapture): () => void {
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write.bind(stream));
  for (const stream of streams) {
    stream.write = (chunk: unknown) => {
      out.write(String(chunk));
      return true;
    };
  }
  return () => streams.forEach((stream, index) => (stream.write = originals[index]!));
}
