import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exchange, post, request } from '../leaks/raw-http.js';
import { createApiApp, listenAnywhere } from './support/api-app.js';

jest.setTimeout(20_000);

describe('a client that is slow', () => {
  let app: NestFastifyApplication;
  let port: number;
  beforeAll(async () => {
    app = await createApiApp({ http: { headersTimeoutMs: 300, requestTimeoutMs: 600 } });
    port = await listenAnywhere(app);
  });
  afterAll(() => app.close());

  /** Sends the beginning of a request and waits for the server to lose patience. */
  function begin(bytes: string): Promise<string> {
    return new Promise((resolve) => {
      let received = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.on('close', () => resolve(received));
      socket.on('error', () => resolve(received));
    });
  }

  it.each([
    ['headers', 'GET /v1/brands HTTP/1.1\r\nhost: a\r\nx: '],
    [
      'a body',
      'POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{',
    ],
  ])('with %s is told so and let go', async (_what, bytes) => {
    const answer = await begin(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"request_timeout"');
  });

  it('does not keep the others waiting', async () => {
    const slow = Array.from({ length: 50 }, () => begin('GET / HTTP/1.1\r\nx: '));
    expect((await exchange(port, request('GET', '/v1/dataset'))).toString()).toMatch(/^HTTP\/1\.1 200 /);
    await Promise.all(slow);
  });
});

describe('a client that does not read', () => {
  let app: NestFastifyApplication;
  let port: number;
  beforeAll(async () => {
    app = await createApiApp({ http: { writeStallMs: 300 } });
    port = await listenAnywhere(app);
  });
  afterAll(() => app.close());

  /** @returns Both ends of a new connection. */
  async function open(): Promise<{ readonly client: Socket; readonly accepted: Socket }> {
    const arrival = once(app.getHttpServer(), 'connection');
    const client = connect(port, '127.0.0.1');
    client.on('error', () => undefined);
    const [accepted] = (await arrival) as [Socket];
    return { client, accepted };
  }

  const BATCH = post('/v1/cards/batch', Array(1000).fill('4111111111111111'), { connection: 'keep-alive' });

  it('loses its connection, and one that rests between two requests does not', async () => {
    const resting = await open();
    resting.client.write(request('GET', '/v1/brands/visa', { headers: { connection: 'keep-alive' } }));
    await once(resting.client, 'data');
    const stalled = await open();
    stalled.client.pause();
    // More than one: the buffers of the system may take the first answers, and those are not in our memory.
    stalled.client.write(BATCH.repeat(16));
    await once(stalled.accepted, 'close');
    expect(stalled.accepted.bytesWritten).toBeGreaterThan(0);
    stalled.client.destroy();
    resting.client.write(request('GET', '/v1/brands/visa'));
    const [answer] = (await once(resting.client, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
    resting.client.destroy();
  });

  it('is one of as many as MAX_CONNECTIONS lets in', async () => {
    const small = await createApiApp({ http: { maxConnections: 1 } });
    const smallPort = await listenAnywhere(small);
    const first = connect(smallPort, '127.0.0.1');
    await once(small.getHttpServer(), 'connection');
    expect((await exchange(smallPort, request('GET', '/v1/dataset'))).toString()).toBe('');
    const gone = once(first, 'close');
    first.end(request('GET', '/v1/dataset')).resume();
    await gone;
    expect((await exchange(smallPort, request('GET', '/v1/dataset'))).toString()).toMatch(/^HTTP\/1\.1 200 /);
    await small.close();
  });
});

describe('a connection that breaks off', () => {
  let app: NestFastifyApplication;
  let port: number;
  beforeAll(async () => {
    app = await createApiApp({ http: { headersTimeoutMs: 300, requestTimeoutMs: 600 } });
    port = await listenAnywhere(app);
  });
  afterAll(() => app.close());

  const statusesOf = (bytes: Buffer): readonly number[] =>
    [...bytes.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  const open = { headers: { connection: 'keep-alive' } };

  it.each([1, 2, 3])('after %i good requests answers those first', async (count) => {
    const good = request('GET', '/v1/brands', open) + post('/v1/cards/validate', { pan: 'x' }, open.headers);
    const answers = statusesOf(await exchange(port, `${good.repeat(count)}garbage\r\n\r\n`));
    expect(answers).toEqual([...Array<number>(2 * count).fill(200), 400]);
  });

  it('in the body of its last request answers that with a problem', async () => {
    const bad =
      'POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nz\r\n';
    expect(statusesOf(await exchange(port, request('GET', '/v1/brands', open) + bad))).toEqual([200, 400]);
  });

  it('in the body of a request that was refused already gets no second answer', async () => {
    const refused = 'POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\ncontent-type: text/xml\r\n';
    expect(statusesOf(await exchange(port, `${refused}content-length: 20\r\n\r\n<`))).toEqual([415]);
    expect(statusesOf(await exchange(port, `${refused}transfer-encoding: chunked\r\n\r\nz\r\n`))).toEqual([415]);
  });
});
