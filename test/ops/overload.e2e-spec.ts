import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type LoadShedding, shedLoad } from '../../src/api/http/load-shedding.js';
import { fastify } from 'fastify';
import { createApiApp, listenAnywhere } from '../api/support/api-app.js';
import { exchange, post, request } from '../leaks/raw-http.js';

const STAY = { connection: 'keep-alive' };
const CARD = { pan: '4111 1111 1111 1111' };
const BAIT = request('GET', '/v1/brands/visa', { headers: STAY });

let app: NestFastifyApplication;
let port: number;
let guest: Socket;
const shed = { turn_spent: 0, in_flight: 0 };
let isDraining = false;

/** One place, and a guest who has it and never finishes speaking. */
beforeEach(async () => {
  Object.assign(shed, { turn_spent: 0, in_flight: 0 });
  isDraining = false;
  app = await createApiApp();
  await serve();
});
afterEach(async () => {
  guest.destroy();
  await app.close();
});

const SHEDDING: Omit<LoadShedding, 'limits'> = {
  observer: { requestsShed: (reason, count) => void (shed[reason] += count) },
  isDraining: () => isDraining,
};

async function serve(): Promise<void> {
  shedLoad(app.getHttpAdapter().getInstance(), { ...SHEDDING, limits: { turnBudgetMs: 0, requestsInFlightMax: 1 } });
  port = await listenAnywhere(app);
  const arrived = once(app.getHttpServer(), 'request');
  guest = connect(port, '127.0.0.1', () => guest.write(post('/v1/cards/validate', CARD, STAY).slice(0, -1)));
  guest.on('error', () => undefined);
  await arrived;
}

/** Asks until it is so; what never is ends the test by its time. */
async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5);
}

function statusesOf(bytes: Buffer): readonly number[] {
  return [...bytes.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

function headersOf(bytes: Buffer): ReadonlyMap<string, string> {
  const [, ...lines] = bytes.toString('latin1').split('\r\n\r\n', 1).join().split('\r\n');
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
}

function bodyOf(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

async function openTo(at: number): Promise<{ readonly socket: Socket; readonly received: Buffer[] }> {
  const socket = connect(at, '127.0.0.1');
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk));
  await once(socket, 'connect');
  return { socket, received };
}

/** The guest goes, and there is a place again. */
async function makeRoom(): Promise<void> {
  guest.destroy();
  await eventually(async () => statusesOf(await exchange(port, request('GET', '/v1/brands/visa')))[0] === 200);
}

jest.setTimeout(30_000);

describe('a request that there is no place for', () => {
  it('is refused with a problem that says when to come again, under the headers of every problem', async () => {
    const refused = await exchange(port, post('/v1/cards/validate', CARD));
    expect(statusesOf(refused)).toEqual([503]);
    expect(headersOf(refused).get('retry-after')).toBe('1');
    const problem = JSON.parse(bodyOf(refused)) as Record<string, unknown>;
    const id = headersOf(refused).get('x-request-id');
    expect(id).toMatch(/^shed-[0-9a-z]{8}$/);
    expect(problem).toMatchObject({ status: 503, code: 'overloaded', instance: `urn:iinspect:request:${String(id)}` });
    await makeRoom();
    const usual = headersOf(await exchange(port, request('GET', '/v1/brands/nobody')));
    const ours = headersOf(refused);
    expect([...usual.keys()].filter((name) => !ours.has(name) && !['date', 'vary'].includes(name))).toEqual([]);
    for (const name of ['cache-control', 'content-security-policy', 'content-language']) {
      expect(ours.get(name)).toBe(usual.get(name));
    }
  });

  it('leaves its connection as good as it was', async () => {
    const socket = connect(port, '127.0.0.1');
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => (received = Buffer.concat([received, chunk])));
    socket.write(post('/v1/cards/validate', CARD, STAY));
    await eventually(() => statusesOf(received).length === 1);
    guest.destroy();
    await eventually(async () => {
      const before = statusesOf(received).length;
      socket.write(post('/v1/cards/validate', CARD, STAY));
      await eventually(() => statusesOf(received).length > before);
      return statusesOf(received).at(-1) === 200;
    });
    socket.destroy();
  });

  it('is answered once, in its turn, when many are pipelined', async () => {
    const four = post('/v1/cards/validate', CARD, STAY).repeat(3) + post('/v1/cards/validate', CARD);
    const received = await exchange(port, four);
    expect(statusesOf(received)).toEqual([503, 503, 503, 503]);
    const ids = received.toString('latin1').match(/^x-request-id: .+$/gim) ?? [];
    expect(new Set(ids).size).toBe(4);
  });

  it('has no body that could be taken for another request', async () => {
    const poisoned = post('/v1/cards/validate', BAIT.repeat(20), STAY);
    expect(statusesOf(await exchange(port, poisoned + request('GET', '/v1/brands')))).toEqual([503, 503]);
    const long = post('/v1/cards/batch', BAIT.repeat(5_000), STAY);
    expect(statusesOf(await exchange(port, long))).toEqual([503]);
    const chunked = `POST /v1/cards/batch HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n${BAIT.length.toString(16)}\r\n${BAIT}\r\n0\r\n\r\n`;
    expect(statusesOf(await exchange(port, chunked + BAIT))).toEqual([503]);
  });

  it('is told without a body when it was HEAD, and the next is read where it begins', async () => {
    const head = request('HEAD', '/v1/brands', { headers: STAY });
    const received = await exchange(port, head + request('GET', '/v1/brands'));
    expect(statusesOf(received)).toEqual([503, 503]);
    expect(received.toString('latin1').match(/"code":"overloaded"/g)).toHaveLength(1);
  });

  it.each([
    ['asks for it', request('GET', '/v1/brands')],
    ['speaks HTTP/1.0', 'GET /v1/brands HTTP/1.0\r\nhost: a\r\n\r\n'],
    ['has more to say than is worth hearing', post('/v1/cards/batch', 'x'.repeat(1_000_000), STAY)],
  ])('loses its connection when it %s', async (_what, bytes) => {
    const received = await exchange(port, bytes);
    expect(headersOf(received).get('connection')).toBe('close');
    expect(JSON.parse(bodyOf(received))).toMatchObject({ code: 'overloaded' });
  });

  it('loses its connection while the service drains', async () => {
    isDraining = true;
    const received = await exchange(port, request('GET', '/v1/brands', { headers: STAY }));
    expect(headersOf(received).get('connection')).toBe('close');
  });

  it('is cut, and not answered a second time, when its body does not come', async () => {
    guest.destroy();
    await app.close();
    app = await createApiApp({ http: { requestTimeoutMs: 600 } });
    await serve();
    const { socket, received } = await openTo(port);
    socket.write(post('/v1/cards/validate', CARD, STAY).slice(0, -5));
    await once(socket, 'close');
    expect(statusesOf(Buffer.concat(received))).toEqual([503]);
  });

  it('may leave before it is told', async () => {
    for (let round = 0; round < 20; round += 1) {
      const socket = connect(port, '127.0.0.1', () => socket.write(BAIT, () => socket.destroy()));
      socket.on('error', () => undefined);
    }
    await eventually(() => shed.in_flight > 0);
    await makeRoom();
    expect(statusesOf(await exchange(port, post('/v1/cards/validate', CARD)))).toEqual([200]);
  });

  it('is counted', async () => {
    await exchange(port, request('GET', '/v1/brands', { headers: STAY }).repeat(4) + request('GET', '/v1/brands'));
    expect(shed).toEqual({ turn_spent: 0, in_flight: 5 });
  });
});

describe('a service with more to do than time', () => {
  it('answers each request once, some with 503, and everybody when it is over', async () => {
    const busy = fastify();
    busy.get('/work', () => {
      const endMs = performance.now() + 10;
      while (performance.now() < endMs);
      return 'done';
    });
    await busy.ready();
    shedLoad(busy, { ...SHEDDING, limits: { turnBudgetMs: 50, requestsInFlightMax: 1_000 } });
    await busy.listen({ port: 0, host: '127.0.0.1' });
    const { port: busyPort } = busy.server.address() as AddressInfo;
    let accepted = 0;
    busy.server.on('connection', () => (accepted += 1));
    const clients = await Promise.all(Array.from({ length: 40 }, () => openTo(busyPort)));
    // libuv takes one new connection a turn: what comes with a connection never meets in a turn.
    await eventually(() => accepted === clients.length);
    for (const { socket } of clients) socket.write(request('GET', '/work', { headers: STAY }));
    await eventually(() => clients.every(({ received }) => received.length > 0));
    const first = clients.flatMap(({ received }) => statusesOf(Buffer.concat(received)));
    expect(first).toHaveLength(clients.length);
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(shed.turn_spent).toBe(first.filter((status) => status === 503).length);
    for (const { socket } of clients) {
      socket.write(request('GET', '/work'));
      await once(socket, 'close');
    }
    const both = clients.map(({ received }) => statusesOf(Buffer.concat(received)));
    expect(both.every(({ length }) => length === 2)).toBe(true);
    expect(both.at(-1)?.[1]).toBe(200);
    await busy.close();
  });
});
