import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Agent } from 'node:http';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from '../../scripts/proxies-shipped.js';
import { ask, describeProxy, Front, KINDS, postJson, VISA } from './support.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(120_000);

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';

/** Takes requests on connections that stay, and counts them; what it does with each is told to it. */
class Upstream {
  posts = 0;
  gets = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  /** @param answer Given how many requests came before on this connection. */
  constructor(answer: (socket: Socket, before: number) => void) {
    this.#server = createServer((socket) => {
      let before = 0;
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        const text = bytes.toString('latin1');
        if (text.startsWith('GET /readyz')) return void socket.end(OK);
        if (text.startsWith('POST')) this.posts++;
        else if (text.startsWith('GET')) this.gets++;
        if (/^(POST|GET) /.test(text)) answer(socket, before++);
      });
    });
  }

  async place(): Promise<Place> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    return { port, managementPort: port };
  }

  closeIdle(): void {
    for (const socket of this.#sockets) socket.end();
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

describe.each(KINDS)('%s as it is shipped', (kind) => {
  describeProxy(kind)('before instances that fail', () => {
    const front = new Front();
    const upstreams: Upstream[] = [];
    const upstream = (answer: ConstructorParameters<typeof Upstream>[0]): Upstream => {
      upstreams.push(new Upstream(answer));
      return upstreams.at(-1)!;
    };
    afterEach(async () => {
      await front.stop();
      for (const each of upstreams.splice(0)) each.stop();
    });

    it('does not repeat a POST that was sent, and may have been answered', async () => {
      const [one, two] = [upstream((socket) => socket.destroy()), upstream((socket) => socket.destroy())];
      const { port } = await front.proxy(kind, { instances: [await one.place(), await two.place()] });
      const { status, text } = await postJson(port, '/v1/cards/validate', { pan: VISA });
      expect(JSON.parse(text)).toEqual({ type: 'about:blank', title: 'Bad Gateway', status: 502 });
      expect(status).toBe(502);
      expect(one.posts + two.posts).toBe(1);
    });

    it('sends a POST to the next instance if the first is not there', async () => {
      const service = await front.service();
      const { port } = await front.proxy(kind, {
        // No health check takes the first one out meanwhile.
        instances: [{ port: 9, managementPort: service.managementPort }, service],
      });
      for (let turn = 0; turn < 6; turn++)
        expect((await postJson(port, '/v1/cards/validate', { pan: VISA })).status).toBe(200);
    });

    it('uses no connection that the service has closed meanwhile', async () => {
      const one = upstream((socket) => socket.write(OK));
      const { port } = await front.proxy(kind, { instances: [await one.place()] });
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let turn = 0; turn < 5; turn++) {
        expect((await postJson(port, '/v1/cards/validate', { pan: VISA }, { agent })).status).toBe(200);
        one.closeIdle();
        await sleep(50);
      }
      expect(one.posts).toBe(5);
      agent.destroy();
    });

    it('keeps its connections to the service', async () => {
      const kept: number[] = [];
      const one = upstream((socket, before) => {
        kept.push(before);
        socket.write(OK);
      });
      const { port } = await front.proxy(kind, { instances: [await one.place()] });
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let turn = 0; turn < 20; turn++) await ask(port, '/v1/brands', { agent });
      expect(Math.max(...kept)).toBeGreaterThan(5);
      agent.destroy();
    });
  });
});
