import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startTls, type TlsService } from '../tls/tls-service.js';
import { Authority, hasOpenssl } from '../tls/certificates.js';
import { request, upload } from '../leaks/raw-http.js';
import { DEFAULT_API_LIMITS } from '../../src/api/api-options.js';
import { OpenStreams } from '../../src/api/stream/open-streams.js';
import { createApiApp, listenAnywhere, realBatches } from './support/api-app.js';
import { BatchWatcher } from './support/batch-watcher.js';

jest.setTimeout(60_000);

const LINES = 40_000;
/** A published test number. */
const BODY = '4111111111111111\n'.repeat(LINES);
const STREAM = upload('/v1/cards/batch', BODY, { 'content-type': 'text/plain', connection: 'keep-alive' });
const HEAD = 'host: a\r\ncontent-type: ';

/** Says all it has to say, closes its side and listens to the end. */
async function sayAndHangUp(socket: Socket, bytes: string | Buffer): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined).end(bytes);
  await closed;
  return text;
}

describe('a client that closes its side when it has said everything', () => {
  let app: NestFastifyApplication;
  let streams: OpenStreams;
  let port: number;
  beforeAll(async () => {
    streams = new OpenStreams(64);
    const batch = { lines: realBatches(new BatchWatcher()), streams };
    app = await createApiApp({ api: { limits: DEFAULT_API_LIMITS, batch, reportFailure: () => undefined } });
    port = await listenAnywhere(app);
  });
  afterAll(() => app.close());

  function open(): Socket {
    return connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  }

  function openConnections(): Promise<number> {
    return new Promise((resolve, reject) => {
      app.getHttpServer().getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
  }

  /** What never is ends the test by its time. */
  async function untilNobodyIsConnected(): Promise<void> {
    while ((await openConnections()) > 0) await sleep(5);
  }

  it('gets the whole of a stream and its summary, and the connection is closed behind it', async () => {
    expect(await sayAndHangUp(open(), STREAM)).toContain(`"lines":${String(LINES)}`);
    await untilNobodyIsConnected();
  });

  it('gets every answer to what it pipelined', async () => {
    const known = request('GET', '/v1/brands/visa', { headers: { connection: 'keep-alive' } });
    const text = await sayAndHangUp(open(), known.repeat(10));
    expect(text.match(/HTTP\/1\.1 200 /g)).toHaveLength(10);
    await untilNobodyIsConnected();
  });

  it.each([
    ['before a request', ''],
    ['in the headers', 'GET /v1/brands HTTP/1.1\r\nhos'],
    ['in a body', `POST /v1/cards/validate HTTP/1.1\r\n${HEAD}application/json\r\ncontent-length: 40\r\n\r\n{`],
    ['in a stream', `POST /v1/cards/batch HTTP/1.1\r\n${HEAD}text/plain\r\ncontent-length: 400\r\n\r\n41`],
    ['in a chunk', `POST /v1/cards/batch HTTP/1.1\r\n${HEAD}text/plain\r\ntransfer-encoding: chunked\r\n\r\n11\r\n41`],
    [
      'in a body that was refused',
      `POST /v1/cards/validate HTTP/1.1\r\n${HEAD}text/xml\r\ncontent-length: 40\r\n\r\n<`,
    ],
  ])('is let go %s, although it never closes the other', async (_where, bytes) => {
    const socket = open().on('error', () => undefined);
    socket.resume().write(bytes);
    while ((await openConnections()) === 0) await sleep(5);
    await sleep(50);
    socket.end();
    await once(socket, 'end');
    await untilNobodyIsConnected();
    expect(streams.count).toBe(0);
    socket.destroy();
  });

  it.each([
    ['', ''],
    [' behind a request to upgrade', 'connection: keep-alive, Upgrade\r\nupgrade: h2c\r\n'],
    [' that only names a protocol', 'upgrade: h2c\r\n'],
  ])('is told once, and at once, that a body%s is not whole', async (_which, more) => {
    const head = `POST /v1/cards/validate HTTP/1.1\r\n${more}${HEAD}application/json\r\n`;
    const text = await sayAndHangUp(open(), `${head}content-length: 40\r\n\r\n{`);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(text).toContain('"code":"malformed_http"');
  });

  it('has the whole of a stream that asked for an upgrade, up to where it was cut', async () => {
    const head = `POST /v1/cards/batch HTTP/1.1\r\nconnection: upgrade\r\nupgrade: h2c\r\n${HEAD}text/plain\r\n`;
    const text = await sayAndHangUp(open(), `${head}content-length: 400\r\n\r\n4111111111111111\n41`);
    expect(text).toContain('"reason":"input_cut"');
    expect(streams.count).toBe(0);
  });

  it('is let go between two requests', async () => {
    const socket = open();
    socket.write(request('GET', '/v1/brands/visa', { headers: { connection: 'keep-alive' } }));
    await once(socket, 'data');
    socket.end();
    await untilNobodyIsConnected();
    socket.destroy();
  });

  it('is not worked for when it has gone altogether', async () => {
    const socket = open().on('error', () => undefined);
    await new Promise((resolve) => socket.write(STREAM, resolve));
    while (streams.count === 0) await sleep(1);
    socket.destroy();
    while (streams.count > 0) await sleep(5);
    await untilNobodyIsConnected();
  });
});

(hasOpenssl() ? describe : describe.skip)('a client that closes its side over TLS', () => {
  let authority: Authority;
  let service: TlsService;
  beforeAll(async () => {
    authority = new Authority();
    service = await startTls(authority.issue({ name: 'server' }), {
      HEADERS_TIMEOUT_MS: '500',
      SHUTDOWN_GRACE_MS: '20000',
    });
  });
  afterAll(async () => {
    await service.stop();
    authority.remove();
  });

  async function secured(): Promise<Socket> {
    const options = { host: '127.0.0.1', port: service.port, ca: authority.root.cert, allowHalfOpen: true };
    const socket = connectSecurely(options);
    await once(socket, 'secureConnect');
    return socket;
  }

  it('gets the whole of a stream and its summary', async () => {
    expect(await sayAndHangUp(await secured(), STREAM)).toContain(`"lines":${String(LINES)}`);
  });

  it('is let go before a request, and between two', async () => {
    const idle = await secured();
    expect(await sayAndHangUp(idle, '')).toBe('');
    const used = await secured();
    used.write(request('GET', '/v1/brands/visa', { headers: { connection: 'keep-alive' } }));
    await once(used, 'data');
    await sayAndHangUp(used, '');
  });

  it('is let go before the connection is secured', async () => {
    const socket = connect({ port: service.port, host: '127.0.0.1', allowHalfOpen: true });
    expect(await sayAndHangUp(socket, '')).toBe('');
  });
});
