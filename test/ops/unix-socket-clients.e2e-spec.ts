import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { post, request, upload } from '../leaks/raw-http.js';
import { newCanary } from '../leaks/canary.js';
import { leaksOf } from './leak-search.js';
import { askSocket, openSocket, readToEnd, type SocketService, SocketFolder, startOnSocket } from './socket-service.js';

jest.setTimeout(60_000);

const STAY = { headers: { connection: 'keep-alive' } };
const HEAD = 'host: a\r\ncontent-type: application/json\r\n';
const LINES = 20_000;
/** A published test number. */
const STREAM = upload('/v1/cards/batch', '4111111111111111\n'.repeat(LINES), {
  'content-type': 'text/plain',
  connection: 'keep-alive',
});

const place = new SocketFolder();
const { path } = place;
let service: SocketService;

beforeAll(async () => {
  service = await startOnSocket(path, {
    WRITE_STALL_MS: '500',
    BATCH_IDLE_MS: '500',
    MAX_CONNECTIONS: '40',
    PIPELINE_MAX: '16',
  });
});
afterAll(async () => {
  await service.stop();
  place.remove();
});

/** One that loses its patience soon, with everybody: on a busy machine even good clients are slow. */
async function withImpatient(
  env: Readonly<Record<string, string>>,
  use: (path: string, service: SocketService) => Promise<void>,
): Promise<void> {
  const other = new SocketFolder();
  const impatient = await startOnSocket(other.path, env);
  await use(other.path, impatient);
  await impatient.stop();
  other.remove();
}

/** Sends bytes and reads until the service has closed the connection. */
function say(bytes: string | Buffer, at = path): Promise<string> {
  const socket = openSocket(at);
  socket.write(bytes);
  return readToEnd(socket);
}

/** The same, with the own side closed behind the bytes. */
function sayAndHangUp(bytes: string | Buffer): Promise<string> {
  const socket = openSocket(path);
  const read = readToEnd(socket);
  socket.end(bytes);
  return read;
}

function statusesOf(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

async function counted(series: string): Promise<number> {
  const text = await (await fetch(`${service.management}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1) ?? 'NaN',
  );
}

describe('a client of a socket', () => {
  it('that does not read is cut, and costs nobody else', async () => {
    await withImpatient({ WRITE_STALL_MS: '1000' }, async (at, { out }) => {
      const socket = openSocket(at).pause();
      const batch = post('/v1/cards/batch', Array(1000).fill('4111111111111111'), { connection: 'keep-alive' });
      socket.write(batch.repeat(10));
      const isCut = (): boolean => out.withMessage('request').some(({ outcome }) => outcome === 'aborted');
      while (!isCut()) await sleep(20);
      expect((await askSocket(at, '/v1/brands/visa')).status).toBe(200);
      socket.destroy();
    });
  });

  it('that stops in the middle of a stream is told how far it came', async () => {
    const head = 'POST /v1/cards/batch HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ncontent-length: 4000\r\n\r\n';
    expect(await say(`${head}4111111111111111\n`)).toContain('"reason":"client_idle"');
  });

  it('that closes its side gets the whole of a stream, and every answer to what it pipelined', async () => {
    expect(await sayAndHangUp(STREAM)).toContain(`"lines":${String(LINES)}`);
    const text = await sayAndHangUp(request('GET', '/v1/brands/visa', STAY).repeat(10));
    expect(statusesOf(text)).toEqual(Array<number>(10).fill(200));
  });

  it.each([
    ['before a request', ''],
    ['in the headers', 'GET /v1/brands HTTP/1.1\r\nhos'],
    ['in a body', `POST /v1/cards/validate HTTP/1.1\r\n${HEAD}content-length: 40\r\n\r\n{`],
  ])('that closes its side %s is let go', async (_where, bytes) => {
    expect(statusesOf(await sayAndHangUp(bytes)).filter((status) => status !== 400)).toEqual([]);
  });

  it('that pipelines more than it may is cut, and counted', async () => {
    const series = 'card_requests_unanswered_total{reason="pipelined"}';
    const before = await counted(series);
    await say(request('GET', '/x', STAY).repeat(500));
    expect(await counted(series)).toBe(before + 1);
  });

  it('that speaks no HTTP is told so, after its good requests were answered, and its bytes are kept nowhere', async () => {
    const pan = newCanary();
    const text = await say(`${request('GET', '/v1/brands', STAY).repeat(2)}${pan}\r\n\r\n`);
    expect(statusesOf(text)).toEqual([200, 200, 400]);
    await say(request('GET', `/v1/cards/${pan}`, { headers: { 'x-request-id': pan, 'x-forwarded-for': pan } }));
    expect(leaksOf(pan, service.out.text)).toEqual([]);
    expect(service.out.text).not.toContain('undefined');
  });

  it('that breaks off leaves nothing behind', async () => {
    const before = service.out.withMessage('request').length;
    const socket = openSocket(path);
    await new Promise((resolve) => socket.write(STREAM, resolve));
    socket.destroy();
    while (service.out.withMessage('request').length === before) await sleep(5);
    expect((await askSocket(path, '/v1/brands/visa')).status).toBe(200);
  });

  it('is one of as many as MAX_CONNECTIONS lets in', async () => {
    const idle = Array.from({ length: 40 }, () => openSocket(path));
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    await sleep(50);
    await expect(askSocket(path, '/v1/brands/visa')).rejects.toThrow();
    for (const socket of idle) socket.destroy();
    await sleep(50);
    expect((await askSocket(path, '/v1/brands/visa')).status).toBe(200);
  });

  it.each([
    ['headers', 'GET /v1/brands HTTP/1.1\r\nhost: a\r\nx: '],
    ['a body', `POST /v1/cards/validate HTTP/1.1\r\n${HEAD}content-length: 20\r\n\r\n{`],
  ])('that is slow with %s is told so and let go', async (_what, bytes) => {
    await withImpatient({ HEADERS_TIMEOUT_MS: '300', REQUEST_TIMEOUT_MS: '600' }, async (at) => {
      const text = await say(bytes, at);
      expect(statusesOf(text)).toEqual([408]);
      expect(text).toContain('"code":"request_timeout"');
    });
  });
});
