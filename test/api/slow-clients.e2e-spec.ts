import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exchange, request } from '../leaks/raw-http.js';
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
