import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { Folder, makeKey } from '../access/credential-files.js';
import { exchange, request } from '../leaks/raw-http.js';
import { LogCapture } from './log-capture.js';

jest.setTimeout(60_000);

const STAY = { connection: 'keep-alive' };
const PIPELINE_MAX = 64;
/** What fits into one piece that Node reads. */
const FLOOD = 2_000;
const TINY = 'GET /x HTTP/1.1\r\nHost:a\r\n\r\n';
/** A published test number. */
const CARD = JSON.stringify({ pan: '4242424242424242' });

const folder = new Folder();
const key = makeKey(['cards']);
const out = new LogCapture();
let service: RunningService;

beforeAll(async () => {
  const API_KEYS_FILE = folder.write('keys.jsonl', key.line);
  const ports = { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'trace', BATCH_WORKERS: '0' };
  service = await startService(loadConfig({ ...ports, AUTH: 'api-key', API_KEYS_FILE, ACCESS_POLL_MS: '0' }), out);
});
afterAll(async () => {
  await service.stop();
  folder.remove();
});

function portOf(origin: string): number {
  return Number(new URL(origin).port);
}

/** Sends and never reads. @returns When the server has cut it. */
async function flood(port: number, bytes: string): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1');
  const cut = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined).write(bytes);
  await sleep(0);
  // Without somebody who reads it, Node does not notice the end.
  socket.resume();
  await cut;
}

async function cutSoFar(): Promise<number> {
  const text = await (await fetch(`${service.management}/metrics`)).text();
  return Number(/^card_requests_unanswered_total\{reason="pipelined"\} (\d+)$/m.exec(text)?.[1]);
}

function statusesOf(bytes: Buffer): readonly number[] {
  return [...bytes.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

async function validate(): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-api-key': key.key };
  return (await fetch(`${service.api}/v1/cards/validate`, { method: 'POST', headers, body: CARD })).status;
}

describe('more requests on a connection than wait for answers in good faith', () => {
  it('cut it, and nobody else waits, is refused or pays for them', async () => {
    const before = await cutSoFar();
    const linesBefore = out.withMessage('request').length;
    const crowd = { isOver: false };
    const floods = Promise.all(
      Array.from({ length: 10 }, () => flood(portOf(service.api), TINY.repeat(FLOOD))),
    ).finally(() => (crowd.isOver = true));
    const statuses: number[] = [];
    while (!crowd.isOver || statuses.length < 20) statuses.push(await validate());
    await floods;
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await cutSoFar()).toBe(before + 10);
    const lines = out.withMessage('request').slice(linesBefore);
    expect(lines.filter(({ reason }) => reason === 'pipelined')).toEqual(
      Array.from({ length: 10 }, () =>
        expect.objectContaining({ route: 'unparsed', status: null, outcome: 'aborted', reason: 'pipelined' }),
      ),
    );
    // What was looked at is what may wait, and not what was sent.
    expect(lines.filter(({ status }) => status !== 200).length).toBeLessThanOrEqual(10 * (PIPELINE_MAX + 1));
  });

  it.each([
    ['on the management port', 'management', TINY],
    ['that expect what nobody can do', 'api', 'GET /x HTTP/1.1\r\nHost:a\r\nExpect:x\r\n\r\n'],
    [
      'that ask whether to continue',
      'api',
      'POST /x HTTP/1.1\r\nHost:a\r\nExpect:100-continue\r\nContent-Length:0\r\n\r\n',
    ],
  ] as const)('cut it too %s', async (_what, at, bytes) => {
    const before = await cutSoFar();
    await flood(portOf(service[at]), bytes.repeat(1_000));
    expect(await cutSoFar()).toBe(before + 1);
    expect(await validate()).toBe(200);
  });

  it('are as many as the setting says and one', async () => {
    const known = request('GET', '/livez', { headers: STAY });
    const before = await cutSoFar();
    const port = portOf(service.management);
    const all = await exchange(port, known.repeat(PIPELINE_MAX - 1) + request('GET', '/livez'));
    expect(statusesOf(all)).toEqual(Array<number>(PIPELINE_MAX).fill(200));
    expect(await cutSoFar()).toBe(before);
    await exchange(port, known.repeat(PIPELINE_MAX) + request('GET', '/livez'));
    expect(await cutSoFar()).toBe(before + 1);
  });
});

describe('pipelining in good faith', () => {
  it('is answered in order, again and again on one connection', async () => {
    const paths = Array.from({ length: 32 }, (_, index) => (index % 2 === 0 ? '/openapi.json' : '/nothing'));
    const turn = paths.map((path) => request('GET', path, { headers: STAY })).join('');
    const socket = connect(portOf(service.api), '127.0.0.1');
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => (received = Buffer.concat([received, chunk])));
    for (let round = 1; round <= 5; round++) {
      socket.write(turn);
      while (statusesOf(received).length < round * paths.length) await sleep(5);
    }
    socket.destroy();
    const expected = paths.map((path) => (path === '/nothing' ? 404 : 200));
    expect(statusesOf(received)).toEqual(Array.from({ length: 5 }, () => expected).flat());
  });
});
