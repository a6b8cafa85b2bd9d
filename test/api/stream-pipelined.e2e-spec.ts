import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DEFAULT_API_LIMITS } from '../../src/api/api-options.js';
import type { LineValidation } from '../../src/api/stream/batch-door.js';
import { OpenStreams } from '../../src/api/stream/open-streams.js';
import { createApiApp, listenAnywhere, realBatches } from './support/api-app.js';
import { BatchWatcher } from './support/batch-watcher.js';

jest.setTimeout(15_000);

const VISA = '4111111111111111';
const HEAD = 'POST /v1/cards/batch HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\n';
const WHOLE = `${HEAD}content-length: ${VISA.length}\r\n\r\n${VISA}`;
const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n`;

let app: NestFastifyApplication;
let client: Socket;
let accepted: Socket;
let streams: OpenStreams;
let watcher: BatchWatcher;
let holdBack: Promise<void>;
let letGo: () => void;

/** Streams wait until they are let go. */
function heldLines(): LineValidation {
  const lines = realBatches(watcher);
  return {
    async *validateLines(chunks, request) {
      await holdBack;
      return yield* lines.validateLines(chunks, request);
    },
  };
}

beforeEach(async () => {
  watcher = new BatchWatcher();
  streams = new OpenStreams(64);
  holdBack = new Promise((resolve) => (letGo = resolve));
  const api = { limits: DEFAULT_API_LIMITS, batch: { lines: heldLines(), streams }, reportFailure: () => undefined };
  app = await createApiApp({ api });
  const port = await listenAnywhere(app);
  const arrival = once(app.getHttpServer(), 'connection');
  client = connect({ port, host: '127.0.0.1' });
  client.on('error', () => undefined);
  [accepted] = (await arrival) as [Socket];
});

afterEach(async () => {
  client.destroy();
  app.getHttpServer().closeAllConnections();
  await app.close();
});

/** What comes until `isEnough`, or the other end closes. */
function received(isEnough: (text: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    client.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (isEnough(text)) resolve(text);
    });
    client.once('close', () => resolve(text));
  });
}

async function untilEntered(count: number): Promise<void> {
  while (streams.count < count) await sleep(5);
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

describe('streams one behind the other on a connection', () => {
  it('are many without a warning about their listeners, and all are answered', async () => {
    const count = 20;
    const answers = received((text) => countOf(text, /"done":true/g) === count);
    client.write(WHOLE.repeat(count));
    await untilEntered(count);
    expect(accepted.listenerCount('close')).toBeLessThan(accepted.getMaxListeners());
    letGo();
    expect(countOf(await answers, /HTTP\/1\.1 200 /g)).toBe(count);
    expect(streams.count).toBe(0);
  });

  it('stop all of them when the client goes', async () => {
    client.write(WHOLE.repeat(3) + CHUNKED);
    await untilEntered(4);
    client.destroy();
    letGo();
    await watcher.untilEnded(4);
    await sleep(50);
    expect(streams.count).toBe(0);
  });

  it('do not keep the last from hearing that its body broke off', async () => {
    const answers = received();
    client.write(`${WHOLE}${CHUNKED}11\r\n${VISA}\n\r\n`);
    await untilEntered(2);
    letGo();
    expect(await watcher.untilEnded(1)).toMatchObject({ outcome: 'done' });
    while (streams.count > 1) await sleep(5);
    client.write('z\r\n');
    const text = await answers;
    expect(text).toContain('"aborted":true,"reason":"input_cut","lines":1,');
    expect(countOf(text, /HTTP\/1\.1 /g)).toBe(2);
  });
});

describe('a whole stream with garbage behind it', () => {
  it('is done, and the garbage is answered by itself', async () => {
    const answers = received();
    const body = `${VISA}\n`.repeat(3000);
    client.write(`${CHUNKED}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\nGARBAGE\r\n\r\n`);
    letGo();
    const text = await answers;
    expect(text).toContain('{"done":true,"lines":3000,');
    expect(text.match(/HTTP\/1\.1 \d+ /g)).toEqual(['HTTP/1.1 200 ', 'HTTP/1.1 400 ']);
    expect(text).toContain('"malformed_http"');
  });
});
