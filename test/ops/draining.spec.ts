import { EventEmitter, once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import { closeConnectionsWhileDraining, closeWithin, type Listener, shutDown } from '../../src/health/draining.js';
import { ReadinessState } from '../../src/health/readiness.js';
import { stopOnSignal } from '../../src/health/termination.js';

interface Slow {
  readonly app: FastifyInstance;
  readonly listener: Listener;
  readonly url: string;
  /** Lets the requests to `/slow` end. */
  readonly release: () => void;
}

async function serve(readiness = new ReadinessState()): Promise<Slow> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const app = fastify({ forceCloseConnections: 'idle', return503OnClosing: false });
  closeConnectionsWhileDraining(app, readiness);
  app.get('/', async () => 'ok');
  app.get('/slow', async () => {
    await released;
    return 'slow';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { app, listener: { server: app.server, close: () => app.close() }, url: `http://127.0.0.1:${port}`, release };
}

async function get(url: string, agent: Agent): Promise<IncomingMessage & { text: string }> {
  const [answer] = (await once(request(url, { agent }).end(), 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return Object.assign(answer, { text });
}

describe('closing a listener', () => {
  it('waits for the request in flight', async () => {
    const slow = await serve();
    const answer = get(`${slow.url}/slow`, new Agent());
    await sleep(50);
    const closed = closeWithin(5000, slow.listener);
    await sleep(100);
    slow.release();
    expect((await answer).text).toBe('slow');
    expect(await closed).toBe(true);
  });

  it('does not wait for a client that keeps an idle connection', async () => {
    const { url, listener } = await serve();
    const agent = new Agent({ keepAlive: true });
    await get(url, agent);
    const begin = performance.now();
    expect(await closeWithin(5000, listener)).toBe(true);
    expect(performance.now() - begin).toBeLessThan(2000);
    agent.destroy();
  });

  it('does not wait for a connection that falls idle meanwhile', async () => {
    const server = createServer((_request, answer) => void setTimeout(() => answer.end('slow'), 200));
    server.keepAliveTimeout = 60_000;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const agent = new Agent({ keepAlive: true });
    const answer = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, agent);
    await sleep(50);
    const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
    const begin = performance.now();
    expect(await closeWithin(5000, { server, close })).toBe(true);
    expect(performance.now() - begin).toBeLessThan(2000);
    expect((await answer).headers.connection).toBe('keep-alive');
    agent.destroy();
  });

  it('ends streams before the grace is over, so that they need not be cut', async () => {
    const { url, listener, release } = await serve();
    const answer = get(`${url}/slow`, new Agent());
    await sleep(50);
    let ended = 0;
    const endStreams = (): void => {
      ended++;
      release();
    };
    expect(await closeWithin(1000, { ...listener, endStreams })).toBe(true);
    expect((await answer).text).toBe('slow');
    expect(ended).toBe(1);
  });

  it('leaves streams alone where everything ended by itself', async () => {
    const { listener } = await serve();
    let ended = 0;
    expect(await closeWithin(200, { ...listener, endStreams: () => (ended += 1) })).toBe(true);
    await sleep(300);
    expect(ended).toBe(0);
  });

  it('cuts what is still in flight after the grace, and says so', async () => {
    const { url, listener, release } = await serve();
    const answer = get(`${url}/slow`, new Agent()).catch((error: unknown) => (error as NodeJS.ErrnoException).code);
    await sleep(50);
    expect(await closeWithin(100, listener)).toBe(false);
    expect(await answer).toBe('ECONNRESET');
    release();
  });
});

it('a shutdown says no, still answers while it drains, closes connections, and closes the management port last', async () => {
  const readiness = new ReadinessState();
  readiness.becomeReady();
  const api = await serve(readiness);
  const management = await serve();
  const order: string[] = [];
  api.app.server.once('close', () => order.push('api'));
  management.app.server.once('close', () => order.push('management'));
  const agent = new Agent({ keepAlive: true });
  expect((await get(api.url, agent)).headers.connection).toBe('keep-alive');

  const plan = { readiness, drainMs: 300, graceMs: 1000, api: api.listener, management: management.listener };
  const done = shutDown(plan);
  expect(readiness.phase).toBe('draining');
  const answer = await get(api.url, agent);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers.connection).toBe('close');
  expect(await done).toBe(true);
  expect(order).toEqual(['api', 'management']);
});

describe('signals', () => {
  class Host extends EventEmitter {
    readonly exits: number[] = [];
    exit(code: number): void {
      this.exits.push(code);
    }
  }

  it.each(['SIGTERM', 'SIGINT'])('%s stops the service and exits with 0', async (signal) => {
    const host = new Host();
    let stops = 0;
    stopOnSignal(host, () => Promise.resolve(void (stops += 1)));
    host.emit(signal, signal);
    await new Promise(setImmediate);
    expect(stops).toBe(1);
    expect(host.exits).toEqual([0]);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ])('a second one (%s) exits at once with %i', (second, code) => {
    const host = new Host();
    stopOnSignal(host, () => new Promise(() => {}));
    host.emit('SIGTERM', 'SIGTERM');
    expect(host.exits).toEqual([]);
    host.emit(second, second);
    expect(host.exits).toEqual([code]);
  });

  it('exit with 1 when the service cannot be stopped', async () => {
    const host = new Host();
    stopOnSignal(host, () => Promise.reject(new Error('x')));
    host.emit('SIGTERM', 'SIGTERM');
    await new Promise(setImmediate);
    expect(host.exits).toEqual([1]);
  });
});
