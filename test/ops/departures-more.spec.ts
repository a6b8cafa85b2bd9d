import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { limitDepartures } from '../../src/api/http/departures.js';

/** More than the buffers of the system take. */
const LENGTH = 16 * 1024 * 1024;
const QUESTION = (path: string, connection: string): string =>
  `GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: ${connection}\r\n\r\n`;

describe('an answer on its way', () => {
  let server: FastifyInstance | null = null;
  afterEach(async () => server?.close());

  async function open(pace: Parameters<typeof limitDepartures>[1]): Promise<[Socket, Socket]> {
    server = fastify({ forceCloseConnections: true });
    limitDepartures(server, pace);
    server.get('/', () => 'x'.repeat(LENGTH));
    server.get('/late', () => sleep(500, 'late'));
    server.get('/file', (_request, reply) =>
      reply.header('content-length', LENGTH).send(Readable.from([Buffer.alloc(LENGTH / 2), Buffer.alloc(LENGTH / 2)])),
    );
    await server.listen({ port: 0, host: '127.0.0.1' });
    const arrival = once(server.server, 'connection');
    const client = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    const [accepted] = (await arrival) as [Socket];
    return [client, accepted];
  }

  async function readAll(client: Socket): Promise<number> {
    let length = 0;
    client.on('data', (piece: Buffer) => (length += piece.length)).resume();
    await once(client, 'close');
    return length;
  }

  it('has the more time the longer it is', async () => {
    const [client] = await open({ stallMs: 50, bytesPerSecondMin: LENGTH / 60 });
    client.pause();
    client.write(QUESTION('/', 'close'));
    await sleep(400);
    expect(await readAll(client)).toBeGreaterThan(LENGTH);
  });

  it('is given up as a file of a known length too', async () => {
    const [client, accepted] = await open({ stallMs: 100, bytesPerSecondMin: LENGTH * 10 });
    client.pause();
    client.write(QUESTION('/file', 'close'));
    await once(accepted, 'close');
    client.destroy();
    expect(accepted.destroyed).toBe(true);
  }, 10_000);

  it('that waits for the one before it has its time from then on', async () => {
    const [client] = await open({ stallMs: 300, bytesPerSecondMin: LENGTH * 10 });
    client.write(QUESTION('/late', 'keep-alive') + QUESTION('/', 'close'));
    expect(await readAll(client)).toBeGreaterThan(LENGTH);
  });
});
