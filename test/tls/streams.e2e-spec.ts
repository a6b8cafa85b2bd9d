import { once } from 'node:events';
import { connect as connectPlain, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createSecureServer, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { AnswerWriter } from '../../src/api/stream/answer-writer.js';
import { StreamCall, type StreamOptions, sendStream, summaryIn } from '../api/support/stream-client.js';
import { Authority, hasOpenssl, type Issued } from './certificates.js';
import { keepAliveAgent, scrape, shake, startTls, type TlsService } from './tls-service.js';

jest.setTimeout(60_000);

const isPossible = hasOpenssl();
if (!isPossible) process.stderr.write('test/tls is left out: there is no openssl to make certificates with.\n');

/** A published test number. */
const VISA = '4111111111111111';
const TEXT = 'text/plain';
const HEAD = `POST /v1/cards/batch HTTP/1.1\r\nhost: a\r\ncontent-type: ${TEXT}\r\n`;
const CUT = 'requests were cut: they took longer than SHUTDOWN_GRACE_MS';
const MIB = 1024 * 1024;

(isPossible ? describe : describe.skip)('a stream over TLS', () => {
  let authority: Authority;
  let issued: Issued;
  let service: TlsService | null = null;

  beforeAll(() => {
    authority = new Authority();
    issued = authority.issue({ name: 'server' });
  });
  afterAll(() => authority.remove());
  afterEach(async () => {
    await service?.stop();
    service = null;
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<TlsService> {
    service = await startTls(issued, env);
    return service;
  }

  function over(maxSockets = 1): StreamOptions {
    return { agent: keepAliveAgent(authority, maxSockets), protocol: 'https:' };
  }

  async function secured(port: number): Promise<TLSSocket> {
    const socket = await shake(port, { ca: authority.root.cert });
    if (typeof socket === 'string') throw new Error(socket);
    return socket;
  }

  /** Counted by the service: streams that are over, and why. */
  async function ended({ management }: TlsService, reason: string): Promise<number> {
    const text = await scrape(management);
    return Number(new RegExp(`^card_batch_ended_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
  }

  async function until(isTrue: () => Promise<boolean>): Promise<void> {
    for (let look = 0; look < 200; look++) {
      if (await isTrue()) return;
      await sleep(50);
    }
    throw new Error('It did not come true within ten seconds.');
  }

  async function openStreams({ management }: TlsService): Promise<number> {
    return Number(/^card_batch_streams_open (\d+)$/m.exec(await scrape(management))?.[1]);
  }

  it('answers every line in order', async () => {
    const { port } = await start();
    const count = 40_000;
    const { lines } = await sendStream(port, TEXT, `${VISA}\n`.repeat(count), over());
    expect(summaryIn(lines)).toMatchObject({ done: true, lines: count, valid: count });
    expect(lines.slice(0, -1).every((line, index) => line.includes(`"line":${String(index + 1)},`))).toBe(true);
  });

  it('answers while it is asked, one line at a time, and another stream on the same connection after it', async () => {
    const { port } = await start();
    const options = over();
    const call = new StreamCall(port, TEXT, options).write(`${VISA}\n`);
    expect(await call.next()).toContain('"line":1');
    call.write(`${VISA}\n`);
    expect(await call.next()).toContain('"line":2');
    const rest = call.answer();
    call.end();
    await rest;
    expect(summaryIn((await sendStream(port, TEXT, VISA, options)).lines)).toMatchObject({ done: true });
  });

  it('is ended when its client falls silent, with a summary', async () => {
    const { port } = await start({ BATCH_IDLE_MS: '300', BATCH_RATE_MIN: '0' });
    const { lines } = await new StreamCall(port, TEXT, over()).write(`${VISA}\n`).answer();
    expect(summaryIn(lines)).toMatchObject({ aborted: true, reason: 'client_idle', lines: 1 });
  });

  it('is not read from while its client does not read, and cut when that lasts', async () => {
    const running = await start({ BATCH_IDLE_MS: '1500', BATCH_RATE_MIN: '0' });
    const socket = await secured(running.port);
    socket.on('error', () => undefined).pause();
    socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    const body = `${VISA}\n`.repeat(4096);
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n`;
    let sent = 0;
    while (sent < 64 * MIB && socket.write(chunk)) sent += chunk.length;
    for (let stuck = 0; stuck < 4;) {
      const drained = await Promise.race([once(socket, 'drain').then(() => true), sleep(100).then(() => false)]);
      if (!drained) stuck++;
      else while (sent < 64 * MIB && socket.write(chunk)) sent += chunk.length;
    }
    expect(sent).toBeLessThan(32 * MIB);
    await until(async () => (await ended(running, 'client_idle')) === 1);
    expect(await openStreams(running)).toBe(0);
    socket.destroy();
  });

  it('is seen to be read piece by piece, although Node hands over what it writes as a whole', async () => {
    const server = createSecureServer({ cert: issued.cert, key: issued.key });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const accepted = once(server, 'secureConnection') as Promise<[TLSSocket]>;
    const client = await secured((server.address() as AddressInfo).port);
    client.on('error', () => undefined).pause();
    const [socket] = await accepted;
    const writer = new AnswerWriter({ raw: {}, request: { raw: { socket } } } as unknown as FastifyReply, {
      contentType: TEXT,
      coding: null,
    });
    const before = writer.bytesTaken;
    const written = new Promise((resolve) => socket.write(Buffer.alloc(32 * MIB), resolve));
    await sleep(200);
    const meanwhile = writer.bytesTaken - before;
    expect(meanwhile).toBeGreaterThan(0);
    expect(meanwhile).toBeLessThan(32 * MIB);
    client.resume();
    await written;
    expect(writer.bytesTaken - before).toBeGreaterThanOrEqual(32 * MIB);
    client.destroy();
    server.close();
  });

  it('ends when its client goes', async () => {
    const running = await start();
    const call = new StreamCall(running.port, TEXT, over()).write(`${VISA}\n`);
    await call.next();
    expect(await openStreams(running)).toBe(1);
    call.request.destroy();
    await until(async () => (await openStreams(running)) === 0);
  });

  it('ends when what comes is no TLS any more, and its connection with it', async () => {
    const running = await start({ SHUTDOWN_GRACE_MS: '1000' });
    const sockets: Socket[] = [];
    const between = createServer((near) => {
      const far = connectPlain(running.port, '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) sockets.push(socket.on('error', () => undefined));
    });
    await once(between.listen(0, '127.0.0.1'), 'listening');
    const { port } = between.address() as AddressInfo;
    const call = new StreamCall(port, TEXT, over()).write(`${VISA}\n`);
    await call.next();
    sockets[1]?.write('this is no record of TLS, and long enough to be looked at');
    await until(async () => (await openStreams(running)) === 0);
    await running.stop();
    expect(running.out.withMessage(CUT)).toEqual([]);
    for (const socket of sockets) socket.destroy();
    between.close();
  });

  it('is told how far it came when the service stops', async () => {
    const running = await start({ SHUTDOWN_GRACE_MS: '2500' });
    const call = new StreamCall(running.port, TEXT, over()).write(`${VISA}\n`);
    await call.next();
    const rest = call.answer();
    await running.stop();
    expect(summaryIn((await rest).lines)).toMatchObject({ aborted: true, reason: 'shutting_down', lines: 1 });
    expect(running.out.withMessage(CUT)).toEqual([]);
  });
});
