import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { ShippedProxy } from '../../scripts/proxies-process.js';
import type { Place, Replacement } from '../../scripts/proxies-shipped.js';
import { FilesMade } from './files-made.js';
import { ask, describeProxy, Front, KINDS } from './support.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(120_000);

/** Over client_body_buffer_size of nginx.conf. */
const BODY_BYTES = 3 * 1024 * 1024;
/** More than fits into all that the system keeps for two connections. */
const ANSWER_BYTES = 48 * 1024 * 1024;
/** As long as the client does not read. */
const PAUSE_MS = 1500;

const BODY = 'x'.repeat(BODY_BYTES);

/** Takes any body and answers at length: the service itself has limits, and what is asked here is what the proxy does before them. */
async function startTalker(): Promise<{ readonly place: Place; readonly server: Server }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(request.method === 'POST' ? 'ok' : Buffer.alloc(ANSWER_BYTES)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { place: { port, managementPort: port }, server };
}

/** The bytes of an answer whose client looks away first. */
async function readLate(port: number): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /v1/brands HTTP/1.1\r\nHost: cards.example\r\nConnection: close\r\n\r\n');
  await sleep(PAUSE_MS);
  let bytes = 0;
  for await (const piece of socket) bytes += (piece as Buffer).length;
  return bytes;
}

let talker: Awaited<ReturnType<typeof startTalker>>;
const front = new Front();
let made: FilesMade | null = null;

beforeAll(async () => {
  talker = await startTalker();
});
afterEach(async () => {
  made?.close();
  await front.stop();
});
afterAll(async () => {
  talker.server.closeAllConnections();
  talker.server.close();
  await once(talker.server, 'close');
});

async function start(kind: (typeof KINDS)[number], replace: readonly Replacement[] = []): Promise<ShippedProxy> {
  const proxy = await front.proxy(kind, { instances: [talker.place], replace });
  made = new FilesMade(proxy.place.folder);
  return proxy;
}

async function sendBody(port: number): Promise<number> {
  return (await ask(port, '/v1/cards/validate', { method: 'POST', body: BODY })).status;
}

const BUFFERS_BODIES: Replacement = ['proxy_request_buffering off;', ''];
const BUFFERS_ANSWERS: readonly Replacement[] = [
  ['proxy_buffering off;', ''],
  ['proxy_max_temp_file_size 0;', ''],
];

for (const kind of KINDS) {
  describeProxy(kind)(`${kind} as it is shipped`, () => {
    it('puts no body into a file, however long it is', async () => {
      const proxy = await start(kind);
      expect(await sendBody(proxy.port)).toBe(200);
      expect([...made!.names]).toEqual([]);
    });

    it('puts no answer into a file, however slowly it is read', async () => {
      const proxy = await start(kind);
      expect(await readLate(proxy.port)).toBeGreaterThan(ANSWER_BYTES);
      expect([...made!.names]).toEqual([]);
    });
  });
}

describeProxy('nginx')('nginx that is told less', () => {
  it('puts bodies into files that are gone before anybody looks', async () => {
    const proxy = await start('nginx', [BUFFERS_BODIES]);
    expect(await sendBody(proxy.port)).toBe(200);
    expect([...made!.names]).toEqual([expect.stringMatching(/^nginx-iinspect-body\//)]);
  });

  it('puts answers into files', async () => {
    const proxy = await start('nginx', BUFFERS_ANSWERS);
    await readLate(proxy.port);
    expect([...made!.names]).toEqual([expect.stringMatching(/^nginx-iinspect-answer\//)]);
  });

  it.each(BUFFERS_ANSWERS)('keeps answers in memory still, where only this line is missing: %s', async (...missing) => {
    const proxy = await start('nginx', [missing]);
    expect(await readLate(proxy.port)).toBeGreaterThan(ANSWER_BYTES);
    expect([...made!.names]).toEqual([]);
  });
});
