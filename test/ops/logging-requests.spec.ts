import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { findLeaks, newCanary } from '../leaks/canary.js';
import { LogCapture } from './log-capture.js';

jest.setTimeout(60_000);

const out = new LogCapture();
let service: RunningService;

beforeAll(async () => {
  const env = { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', BATCH_WORKERS: '0', HEADERS_TIMEOUT_MS: '300' };
  service = await startService(loadConfig({ ...env, BATCH_IDLE_MS: '500' }), out);
});
afterAll(() => service.stop());

type Line = Readonly<Record<string, unknown>>;

/** The access lines that `action` leads to, as soon as there are `count`. */
async function linesOf(count: number, action: () => Promise<unknown>): Promise<readonly Line[]> {
  const before = out.withMessage('request').length;
  await action();
  for (let wait = 0; wait < 400; wait += 1) {
    if (out.withMessage('request').length >= before + count) break;
    await sleep(10);
  }
  return out.withMessage('request').slice(before);
}

async function raw(bytes: string): Promise<void> {
  const { hostname, port } = new URL(service.api);
  const socket = connect(Number(port), hostname).resume();
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
}

async function metric(pattern: RegExp): Promise<number> {
  const text = await (await fetch(`${service.management}/metrics`)).text();
  return Number(pattern.exec(text)?.[1]);
}

describe('an access line', () => {
  it.each([
    ['answered', '/v1/brands', 200, undefined],
    ['refused', '/v1/brands/nope', 404, 'brand_not_found'],
    ['refused', '/nowhere', 404, 'not_found'],
  ])('says %s for %s', async (outcome, path, status, problem) => {
    const [line, ...more] = await linesOf(1, () => fetch(`${service.api}${path}`));
    expect(line).toMatchObject({ outcome, status });
    expect(line?.['problem']).toBe(problem);
    expect(more).toEqual([]);
  });

  it.each([
    ['answered', '{ brands { id } }', 200, undefined],
    ['refused', '{ brand(id: "nope") { id } brands { id } }', 200, 'brand_not_found'],
    ['refused', '{ nobody }', 400, 'graphql_document_invalid'],
    ['refused', '{', 400, 'graphql_syntax'],
    ['refused', undefined, 400, 'graphql_request_malformed'],
  ])('says %s for GraphQL, by the first of its errors: %s', async (outcome, query, status, problem) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query });
    const [line] = await linesOf(1, () => fetch(`${service.api}/graphql`, { method: 'POST', headers, body }));
    expect(line).toMatchObject({ route: '/graphql', outcome, status });
    expect(line?.['problem']).toBe(problem);
    expect(line).not.toHaveProperty('clientId');
  });

  it('says how a stream ended, and how many lines and bytes it answered', async () => {
    const answer = (body: string) =>
      fetch(`${service.api}/v1/cards/batch`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body });
    let text = '';
    const lines = await linesOf(1, async () => {
      text = await (await answer('4242424242424242\nx\n')).text();
    });
    expect(lines).toMatchObject([{ outcome: 'answered', streamEnd: 'done', lines: 2, bytes: text.length }]);
  });

  it('says aborted, without a status, for a client that leaves before its answer', async () => {
    const before = await metric(/^card_requests_unanswered_total\{reason="client_gone"\} (\d+)$/m);
    const lines = await linesOf(1, async () => {
      const headers = { 'content-type': 'application/json', 'content-length': '100' };
      const request = httpRequest(`${service.api}/v1/cards/validate`, { method: 'POST', headers });
      request.on('error', () => undefined);
      request.write('{"pan":');
      await sleep(50);
      request.destroy();
    });
    expect(lines).toMatchObject([{ route: '/v1/cards/validate', outcome: 'aborted', status: null, bytes: null }]);
    expect(await metric(/^card_requests_unanswered_total\{reason="client_gone"\} (\d+)$/m)).toBe(before + 1);
  });

  it('says aborted for a stream whose client leaves', async () => {
    const lines = await linesOf(1, async () => {
      const headers = { 'content-type': 'text/plain' };
      const request = httpRequest(`${service.api}/v1/cards/batch`, { method: 'POST', headers });
      request.on('error', () => undefined);
      request.write('4242424242424242\n');
      const [response] = (await once(request, 'response')) as [{ resume(): void }];
      response.resume();
      request.destroy();
    });
    expect(lines).toMatchObject([
      { route: '/v1/cards/batch', outcome: 'aborted', status: 200, streamEnd: 'input_cut' },
    ]);
  });
});

describe('a stream whose connection breaks', () => {
  it('has an end in its line, which is told before the stream hears of it', async () => {
    const body = '4242424242424242\n'.repeat(400_000);
    const head = `POST /v1/cards/batch HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ncontent-length: ${String(body.length)}`;
    const { hostname, port } = new URL(service.api);
    const lines = await linesOf(1, async () => {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      socket.write(`${head}\r\n\r\n${body}`);
      await once(socket, 'readable');
      socket.resetAndDestroy();
    });
    expect(lines).toMatchObject([{ outcome: 'aborted', status: 200, streamEnd: 'client_gone', lines: null }]);
  });

  it('has the fault of its client, where that is why', async () => {
    const head = 'POST /v1/cards/batch HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked';
    const chunk = `11000\r\n${'4242424242424242\n'.repeat(4096)}\r\n`;
    const { hostname, port } = new URL(service.api);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    const lines = await linesOf(1, () => {
      socket.write(`${head}\r\n\r\n${chunk.repeat(500)}`);
      return Promise.resolve();
    });
    socket.destroy();
    expect(lines).toMatchObject([{ outcome: 'aborted', status: 200, streamEnd: 'client_idle', lines: null }]);
  });
});

describe('what is no request', () => {
  it.each<[string, number, (pan: string) => string]>([
    ['malformed', 400, (pan) => `A${pan} / HTTP/1.1\r\nhost: a\r\n\r\n`],
    ['headers_too_large', 431, (pan) => `GET / HTTP/1.1\r\nhost: a\r\nx: ${pan.repeat(1024)}\r\n\r\n`],
    ['expectation', 400, (pan) => `GET / HTTP/1.1\r\nhost: a\r\nexpect: ${pan}\r\nconnection: close\r\n\r\n`],
    ['connect', 405, (pan) => `CONNECT ${pan}.example:443 HTTP/1.1\r\nhost: a\r\n\r\n`],
    ['malformed_url', 400, (pan) => `GET /%zz${pan} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`],
    ['timed_out', 408, (pan) => `GET / HTTP/1.1\r\nhost: ${pan}\r\n`],
  ])('has a line and a count of its own: %s', async (reason, status, bytes) => {
    const counted = new RegExp(`^card_requests_unanswered_total\\{reason="${reason}"\\} (\\d+)$`, 'm');
    const before = await metric(counted);
    const pan = newCanary();
    const lines = await linesOf(1, () => raw(bytes(pan)));
    expect(lines).toEqual([
      {
        ...{ level: 'info', time: expect.any(String), msg: 'request' },
        ...{ route: 'unparsed', status, outcome: 'refused', reason },
      },
    ]);
    expect(await metric(counted)).toBe(before + 1);
    expect(findLeaks(Buffer.from(out.text), pan)).toEqual([]);
  });
});
