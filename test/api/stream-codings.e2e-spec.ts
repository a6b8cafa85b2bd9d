import { Buffer } from 'node:buffer';
import {
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DEFAULT_API_LIMITS } from '../../src/api/api-options.js';
import { createApiApp, listenAnywhere } from './support/api-app.js';
import { sendStream, type StreamAnswer, StreamCall, summaryIn } from './support/stream-client.js';

jest.setTimeout(30_000);

const VISA = '4111111111111111';
const TEXT = 'text/plain';
const LINES_MAX_BYTES = 8 * 1024 * 1024;

let app: NestFastifyApplication;
let port: number;
beforeAll(async () => {
  const limits = { ...DEFAULT_API_LIMITS, batchInflatedBytesMax: LINES_MAX_BYTES, batchInflationRatioMax: 300 };
  app = await createApiApp({ api: { limits } });
  port = await listenAnywhere(app);
});
afterAll(() => app.close());

const CODINGS = [
  { coding: 'gzip', encode: gzipSync, decode: gunzipSync, decoder: createGunzip },
  { coding: 'zstd', encode: zstdCompressSync, decode: zstdDecompressSync, decoder: createZstdDecompress },
] as const;

describe.each(CODINGS)('$coding', ({ coding, encode, decode, decoder }) => {
  const send = (body: Uint8Array): Promise<StreamAnswer> =>
    sendStream(port, TEXT, body, { headers: { 'content-encoding': coding }, query: '?only=valid' });

  it('is undone before lines are read', async () => {
    const { lines } = await send(encode(`${VISA}\n${VISA}\n`));
    expect(lines).toHaveLength(3);
    expect(summaryIn(lines)).toMatchObject({ done: true, lines: 2, valid: 2 });
  });

  it('of several parts is one stream, and a line may lie across them', async () => {
    const { lines } = await send(Buffer.concat([encode(`${VISA}\n41111`), encode('11111111111\n')]));
    expect(summaryIn(lines)).toMatchObject({ done: true, lines: 2, valid: 2 });
  });

  it('that is cut off is answered as far as it goes', async () => {
    const whole = encode(`${VISA}\n`.repeat(1000));
    const { status, lines } = await send(whole.subarray(0, whole.length - 4));
    expect(status).toBe(200);
    expect(summaryIn(lines)).toMatchObject({ aborted: true, reason: 'encoding_damaged' });
  });

  it('that is none is damaged', async () => {
    const { status, lines } = await send(Buffer.from(`${VISA}\n`));
    expect(status).toBe(200);
    expect(lines).toHaveLength(1);
    expect(summaryIn(lines)).toMatchObject({ aborted: true, reason: 'encoding_damaged', lines: 0 });
  });

  it('that is mostly air is stopped', async () => {
    const { lines } = await send(encode(Buffer.alloc(64 * 1024 * 1024, '1\n')));
    expect(summaryIn(lines)).toMatchObject({ aborted: true, reason: 'inflation_ratio_max' });
  });

  it('that becomes too long is stopped', async () => {
    let seed = 7;
    const line = (): string => `${(seed = (seed * 48_271) % 2_147_483_647)}\n`;
    const { lines } = await send(encode(Array.from({ length: 900_000 }, line).join('')));
    const summary = summaryIn(lines);
    expect(summary).toMatchObject({ aborted: true, reason: 'inflated_max' });
    expect(summary.lines).toBeLessThan(LINES_MAX_BYTES / 8);
    expect(summary.lines).toBeGreaterThan(100_000);
  });

  it('comes back to whoever asked for it by name', async () => {
    const { headers, bytes } = await sendStream(port, TEXT, VISA, { headers: { 'accept-encoding': coding } });
    expect(headers).toMatchObject({ 'content-encoding': coding, vary: 'Accept, Accept-Encoding' });
    expect(decode(bytes).toString()).toMatch(/^\{"line":1,.*\n\{"done":true,.*\n$/);
  });

  it('holds no record back', async () => {
    const call = new StreamCall(port, TEXT, { headers: { 'accept-encoding': coding } }).write(`${VISA}\n`);
    const text = (await call.head()).pipe(decoder()).setEncoding('utf8')[Symbol.asyncIterator]();
    expect((await text.next()).value).toMatch(/^\{"line":1,.*\n$/);
    call.write(`${VISA}\n`);
    expect((await text.next()).value).toMatch(/^\{"line":2,.*\n$/);
    call.end();
    expect((await text.next()).value).toMatch(/^\{"done":true,.*\n$/);
  });
});

it.each(['*', 'br', 'identity', 'gzip;q=0'])('Accept-Encoding: %s is answered in plain text', async (accepted) => {
  const { headers, lines } = await sendStream(port, TEXT, VISA, { headers: { 'accept-encoding': accepted } });
  expect(headers['content-encoding']).toBeUndefined();
  expect(lines).toHaveLength(2);
});

it('a large answer is whole in each coding', async () => {
  const body = `${VISA}\n`.repeat(100_000);
  const plain = await sendStream(port, TEXT, body);
  for (const { coding, decode } of CODINGS) {
    const { bytes } = await sendStream(port, TEXT, body, { headers: { 'accept-encoding': coding } });
    const lines = decode(bytes).toString().split('\n').slice(0, -1);
    expect(lines.slice(0, -1)).toEqual(plain.lines.slice(0, -1));
    expect(summaryIn(lines)).toMatchObject({ done: true, lines: 100_000 });
  }
});
