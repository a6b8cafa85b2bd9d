import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DEFAULT_API_LIMITS } from '../../src/api/api-options.js';
import type { HttpAdapterOptions } from '../../src/api/http/http-adapter.js';
import type { LineValidation } from '../../src/api/stream/batch-door.js';
import { OpenStreams } from '../../src/api/stream/open-streams.js';
import { request } from '../leaks/raw-http.js';
import { createApiApp, listenAnywhere, realBatches } from './support/api-app.js';
import { BatchWatcher } from './support/batch-watcher.js';
import { sendStream, StreamCall, summaryIn } from './support/stream-client.js';

jest.setTimeout(15_000);

const VISA = '4111111111111111';
const TEXT = 'text/plain';
const MIB = 1024 * 1024;
const HEAD = `POST /v1/cards/batch HTTP/1.1\r\nhost: a\r\ncontent-type: ${TEXT}\r\n`;

interface Door {
  readonly port: number;
  readonly app: NestFastifyApplication;
  readonly streams: OpenStreams;
  readonly watcher: BatchWatcher;
  readonly failures: unknown[];
}

interface DoorOptions {
  readonly idleMs?: number;
  readonly rateMin?: number;
  readonly streamsMax?: number;
  readonly linesMax?: number;
  readonly lines?: LineValidation;
  readonly http?: Partial<HttpAdapterOptions>;
}

const clients: Socket[] = [];
let open: NestFastifyApplication | null = null;
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  open?.getHttpServer().closeAllConnections();
  await open?.close();
  open = null;
});

async function openDoor(options: DoorOptions = {}): Promise<Door> {
  const { idleMs = 60_000, rateMin = 0, streamsMax = 16, linesMax = 1e9, http = {} } = options;
  const watcher = new BatchWatcher();
  const streams = new OpenStreams(streamsMax);
  const lines = options.lines ?? realBatches(watcher, { lineBytesMax: 16_384, linesMax });
  const limits = { ...DEFAULT_API_LIMITS, batchIdleMs: idleMs, batchRateMin: rateMin };
  const failures: unknown[] = [];
  const reportFailure = (error: unknown): void => void failures.push(error);
  const app = await createApiApp({ api: { limits, batch: { lines, streams }, reportFailure }, http });
  open = app;
  return { port: await listenAnywhere(app), app, streams, watcher, failures };
}

/** A connection by hand, and its other end. */
async function connectBoth({ app, port }: Door): Promise<{ readonly client: Socket; readonly accepted: Socket }> {
  const arrival = once(app.getHttpServer(), 'connection');
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  client.on('error', () => undefined);
  clients.push(client);
  const [accepted] = (await arrival) as [Socket];
  return { client, accepted };
}

/** Everything that comes until the other end closes. */
function received(client: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    client.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
    for (const event of ['end', 'close']) client.once(event, () => resolve(text));
  });
}

/** Resolves when the number does not change any more. */
async function settled(read: () => number): Promise<number> {
  for (;;) {
    const before = read();
    await sleep(200);
    if (read() === before && before > 0) return before;
  }
}

describe('a client of a stream', () => {
  it('that falls silent hears how far it came, and is let go', async () => {
    const { port, streams } = await openDoor({ idleMs: 300 });
    const call = new StreamCall(port, TEXT).write(`${VISA}\n${VISA}`);
    const { lines } = await call.answer();
    expect(summaryIn(lines)).toMatchObject({ aborted: true, reason: 'client_idle', valid: 1 });
    expect(streams.count).toBe(0);
  });

  it('that drips is let go although it is never silent for long', async () => {
    const { port } = await openDoor({ idleMs: 500, rateMin: 1000 });
    const call = new StreamCall(port, TEXT);
    const drip = setInterval(() => call.write('1'), 20);
    const { lines } = await call.answer();
    clearInterval(drip);
    expect(summaryIn(lines)).toMatchObject({ aborted: true, reason: 'client_too_slow' });
  });

  it('that drips fast enough for the rate goes on', async () => {
    const { port, watcher } = await openDoor({ idleMs: 300, rateMin: 10 });
    const call = new StreamCall(port, TEXT);
    for (let index = 0; index < 30; index++) {
      call.write(`${VISA}\n`);
      await sleep(40);
    }
    const { lines } = await call.end().answer();
    expect(summaryIn(lines)).toMatchObject({ done: true, lines: 30 });
    expect(watcher.ends).toMatchObject([{ outcome: 'done' }]);
  });

  it('may take longer than requests and connections elsewhere may', async () => {
    const { port } = await openDoor({ http: { requestTimeoutMs: 300, headersTimeoutMs: 300, writeStallMs: 300 } });
    const call = new StreamCall(port, TEXT).write(`${VISA}\n`);
    await call.next();
    await sleep(2000);
    call.write(`${VISA}\n`);
    expect(await call.next()).toContain('"line":2');
    await sleep(700);
    const rest = call.answer();
    call.end();
    expect(summaryIn((await rest).lines)).toMatchObject({ done: true, lines: 2 });
  });

  it('that is told of a problem gets no more time than others for the rest of its body', async () => {
    const door = await openDoor({ http: { requestTimeoutMs: 300, headersTimeoutMs: 300 } });
    const { client } = await connectBoth(door);
    client.write(`${HEAD.replace('batch', 'batch?x=1')}content-length: 100\r\n\r\n4`);
    expect((await received(client)).match(/HTTP\/1\.1 \d+ /g)).toEqual(['HTTP/1.1 422 ']);
  });

  it('that is told of a damaged CSV gets no more time either', async () => {
    const door = await openDoor({ http: { requestTimeoutMs: 300, headersTimeoutMs: 300 } });
    const { client } = await connectBoth(door);
    client.write(`${HEAD.replace(TEXT, 'text/csv')}content-length: 100\r\n\r\ncard\n1\n`);
    expect((await received(client)).match(/HTTP\/1\.1 \d+ /g)).toEqual(['HTTP/1.1 422 ']);
  });

  it('that goes away in the middle stops the work at once', async () => {
    const { port, watcher, streams, failures } = await openDoor();
    const call = new StreamCall(port, TEXT).write(`${VISA}\n`.repeat(1000));
    await call.next();
    call.request.destroy();
    expect(await watcher.untilEnded(1)).toMatchObject({ outcome: 'client_gone', reason: null });
    const { blocks } = watcher;
    await sleep(100);
    expect(watcher.blocks).toBe(blocks);
    expect(streams.count).toBe(0);
    expect(failures).toEqual([]);
  });

  it('that goes away before anything was answered leaves nothing behind', async () => {
    const { port, watcher, streams, failures } = await openDoor();
    const call = new StreamCall(port, TEXT).write('4');
    await watcher.untilOpened(1);
    call.request.destroy();
    // A closed connection looks like a body that was cut off, until somebody writes to it.
    expect((await watcher.untilEnded(1)).outcome).not.toBe('done');
    await sleep(50);
    expect(streams.count).toBe(0);
    expect(failures).toEqual([]);
  });
});

describe('a client that does not read', () => {
  const PIECE = `${VISA}\n`.repeat(4096);

  let answered = 'not at all';

  /** Reads everything and then has more to say than the system buffers. */
  async function* answerMuch(chunks: AsyncIterable<Uint8Array>): ReturnType<LineValidation['validateLines']> {
    for await (const chunk of chunks) expect(chunk).toHaveLength(1);
    try {
      for (let piece = 0; piece < 100; piece++) yield Buffer.alloc(MIB);
      answered = 'wholly';
      throw new Error('Nobody read that.');
    } finally {
      if (answered !== 'wholly') answered = 'in part';
    }
  }

  /** Writes as much as is taken; the promise is for whoever wants to know when all of it was. */
  function offer(client: Socket, pieces: number): Promise<void> {
    client.write(`${HEAD}content-length: ${PIECE.length * pieces}\r\n\r\n`);
    return (async () => {
      for (let sent = 0; sent < pieces && !client.destroyed; sent++)
        if (!client.write(PIECE)) await once(client, 'drain').catch(() => undefined);
    })();
  }

  it('is not read from either, so that it costs no memory; the idle limit cuts it', async () => {
    const door = await openDoor({ idleMs: 1500 });
    const { client, accepted } = await connectBoth(door);
    client.pause();
    const offered = 1000;
    void offer(client, offered);
    // What was taken is in the buffers of the system: an answer is six times as long as its line.
    const taken = await settled(() => accepted.bytesRead);
    expect(taken).toBeLessThan((offered * PIECE.length) / 4);
    expect(accepted.writableLength).toBeLessThan(2 * MIB);
    await once(accepted, 'close');
    expect(accepted.bytesRead).toBeLessThan((offered * PIECE.length) / 4);
    expect(await door.watcher.untilEnded(1)).toMatchObject({ outcome: 'aborted', reason: 'client_idle' });
    await sleep(50);
    expect({ streams: door.streams.count, failures: door.failures }).toEqual({ streams: 0, failures: [] });
  });

  it('but sends no more either is just gone: its lines were all answered', async () => {
    const lines = { validateLines: answerMuch };
    const door = await openDoor({ idleMs: 500, lines });
    const { client, accepted } = await connectBoth(door);
    client.pause();
    client.write(`${HEAD}content-length: 1\r\n\r\n1`);
    await once(accepted, 'close');
    await sleep(50);
    expect({ streams: door.streams.count, failures: door.failures }).toEqual({ streams: 0, failures: [] });
    expect(answered).toBe('in part');
  });

  it('for a while, and then does, loses nothing', async () => {
    const door = await openDoor();
    const { client, accepted } = await connectBoth(door);
    client.pause();
    const offered = 64;
    const sent = offer(client, offered);
    await settled(() => accepted.bytesRead);
    let text = '';
    client.on('data', (bytes: Buffer) => (text = (text + bytes.toString('latin1')).slice(-1000))).resume();
    await sent;
    const { outcome, reason } = await door.watcher.untilEnded(1);
    expect({ outcome, reason }).toEqual({ outcome: 'done', reason: null });
    while (!text.includes('"done":true')) await once(client, 'data');
    expect(text).toContain(`"lines":${offered * 4096},`);
  });

  /**
   * Below what the system buffers (some hundred KiB at least) the answer waits there until it is wanted. Far above that, as in the
   * first test, nothing moves: we wait for the client to read, the client waits for us to read, and the idle limit ends it.
   */
  it('until it has written everything is answered as long as that is little', async () => {
    const { port } = await openDoor();
    const call = new StreamCall(port, TEXT).end(`${VISA}\n`.repeat(1000));
    await once(call.request, 'finish');
    await sleep(300);
    expect(summaryIn((await call.answer()).lines)).toMatchObject({ done: true, lines: 1000 });
  });
});

describe('streams', () => {
  it('are as many at a time as BATCH_STREAMS_MAX lets in', async () => {
    const { port, streams } = await openDoor({ streamsMax: 1 });
    const first = new StreamCall(port, TEXT).write(`${VISA}\n`);
    await first.next();
    const refused = await sendStream(port, TEXT, VISA);
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('5');
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'too_many_streams' });
    const rest = first.answer();
    first.end();
    await rest;
    expect(streams.count).toBe(0);
    expect((await sendStream(port, TEXT, VISA)).status).toBe(200);
  });

  it('that wait for their client longest give way to new ones when there is no place', async () => {
    const { port, streams, watcher } = await openDoor({ streamsMax: 1, idleMs: 5000 });
    const first = new StreamCall(port, TEXT).write(`${VISA}\n`);
    await first.next();
    expect((await sendStream(port, TEXT, VISA)).status).toBe(503);
    const rest = first.answer();
    await sleep(2000);
    const second = await sendStream(port, TEXT, VISA);
    expect(summaryIn(second.lines)).toMatchObject({ done: true, lines: 1 });
    expect(summaryIn((await rest).lines)).toMatchObject({ aborted: true, reason: 'client_idle', lines: 1 });
    expect(watcher.ends).toMatchObject([{ reason: 'client_idle' }, { outcome: 'done' }]);
    expect(streams.count).toBe(0);
  });

  it('that begin when the service is about to end are told so', async () => {
    const { port, streams } = await openDoor();
    streams.shutDown();
    const { status, lines } = await sendStream(port, TEXT, `${VISA}\n`);
    expect(status).toBe(200);
    expect(summaryIn(lines)).toMatchObject({ aborted: true, reason: 'shutting_down', lines: 0 });
    expect(streams.count).toBe(0);
  });

  it('end with a summary when the service does', async () => {
    const { port, streams } = await openDoor();
    const calls = [0, 1, 2].map(() => new StreamCall(port, TEXT).write(`${VISA}\n`));
    await Promise.all(calls.map((call) => call.next()));
    const answers = calls.map((call) => call.answer());
    streams.shutDown();
    for (const { lines } of await Promise.all(answers))
      expect(summaryIn(lines)).toMatchObject({ aborted: true, reason: 'shutting_down', lines: 1 });
  });

  it('that are cut short while the client sends on still deliver their summary, then close', async () => {
    const door = await openDoor({ linesMax: 10 });
    const { client } = await connectBoth(door);
    const answer = received(client);
    client.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    const piece = `${VISA}\n`.repeat(4096);
    const send = setInterval(() => {
      if (client.writableLength < MIB) client.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    }, 1);
    const text = await answer;
    clearInterval(send);
    expect(text).toContain('"aborted":true,"reason":"lines_max","lines":10,');
    expect(text).toMatch(/\r\n0\r\n\r\n$/);
  });

  it.each([
    ['whose client hangs up halfway', (client: Socket) => client.end()],
    ['whose chunks are no chunks', (client: Socket) => client.write('z\r\n')],
  ])('%s are answered as far as they came', async (_what, spoil) => {
    const door = await openDoor();
    const { client } = await connectBoth(door);
    const answer = received(client);
    client.write(`${HEAD}transfer-encoding: chunked\r\n\r\n22\r\n${VISA}\n${VISA}\n\r\n`);
    await once(client, 'data');
    spoil(client);
    const text = await answer;
    expect(text).toContain('"aborted":true,"reason":"input_cut","lines":2,');
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(await door.watcher.untilEnded(1)).toMatchObject({ outcome: 'aborted', reason: 'input_cut' });
  });
});

describe('a bug behind the door', () => {
  // eslint-disable-next-line require-yield -- It fails before.
  async function* failAtOnce(): ReturnType<LineValidation['validateLines']> {
    await sleep(1);
    throw new Error(`secret ${VISA}`);
  }

  async function* failLater(): ReturnType<LineValidation['validateLines']> {
    yield Buffer.from('{"line":1}\n');
    await sleep(1);
    throw new Error(`secret ${VISA}`);
  }

  it('is a problem as long as nothing was answered', async () => {
    const { port, failures } = await openDoor({ lines: { validateLines: failAtOnce } });
    const { status, text } = await sendStream(port, TEXT, VISA);
    expect(status).toBe(500);
    expect(text).not.toContain('secret');
    expect(failures).toHaveLength(1);
  });

  it('cuts the answer off afterwards: whoever sees no summary was cut off', async () => {
    const door = await openDoor({ lines: { validateLines: failLater } });
    const { client } = await connectBoth(door);
    const answer = received(client);
    client.write(request('POST', '/v1/cards/batch', { body: VISA, headers: { 'content-type': TEXT } }));
    const text = await answer;
    expect(text).toContain('{"line":1}');
    expect(text).not.toMatch(/secret|\r\n0\r\n/);
    expect(door.failures).toHaveLength(1);
    expect(door.streams.count).toBe(0);
  });
});
