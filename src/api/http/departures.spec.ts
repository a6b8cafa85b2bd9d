import type { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { limitDepartures } from './departures.js';

/** More than the buffers of the system take. */
const LENGTH = 16 * 1024 * 1024;
const QUESTION = 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';
const SOON = { stallMs: 100, bytesPerSecondMin: LENGTH * 10 };
const LATE = { stallMs: 60_000, bytesPerSecondMin: 1 };

describe('an answer on its way', () => {
  let server: FastifyInstance | null = null;
  afterEach(async () => server?.close());

  async function open(pace: Parameters<typeof limitDepartures>[1], answer: string): Promise<[Socket, Socket]> {
    server = fastify({ forceCloseConnections: true });
    limitDepartures(server, pace);
    server.get('/', () => answer);
    await server.listen({ port: 0, host: '127.0.0.1' });
    const arrival = once(server.server, 'connection');
    const client = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    const [accepted] = (await arrival) as [Socket];
    client.write(QUESTION);
    return [client, accepted];
  }

  it('is given up when it is read a few bytes at a time, though each of them is progress', async () => {
    const [client, accepted] = await open(SOON, 'x'.repeat(LENGTH));
    client.pause();
    const drip = setInterval(() => client.read(10), 20);
    await once(accepted, 'close');
    clearInterval(drip);
    client.destroy();
    expect(accepted.destroyed).toBe(true);
    expect(accepted.bytesWritten).toBeGreaterThan(0);
  });

  it('comes whole to whoever reads as it comes', async () => {
    const [client] = await open(LATE, 'x'.repeat(LENGTH));
    let length = 0;
    client.on('data', (piece: Buffer) => (length += piece.length));
    await once(client, 'close');
    expect(length).toBeGreaterThan(LENGTH);
  });

  it('is nobody’s business when it is small: it lies in the buffers of the system', async () => {
    const [client, accepted] = await open(SOON, 'x');
    client.pause();
    await once(accepted, 'close');
    client.resume();
    let text = '';
    client.on('data', (piece: Buffer) => (text += piece.toString()));
    await once(client, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
  });
});
