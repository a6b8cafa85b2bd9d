import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { madeUp } from '../support/embedded-table.js';
import { exchange, post, statusOf } from '../leaks/raw-http.js';
import { createApiApp, listenAnywhere } from './support/api-app.js';
import { sendStream, StreamCall, type StreamOptions, summaryIn } from './support/stream-client.js';

const VISA = '4111111111111111';
const AMEX = '378282246310005';
const UNKNOWN = madeUp('70', 16);

const NDJSON = 'application/x-ndjson';
const CSV = 'text/csv';
const TEXT = 'text/plain';

/** The same three cards and a line that is none, as each input says them. */
const INPUTS: Readonly<Record<string, string>> = {
  [NDJSON]: `{"pan":"${VISA}","id":"a"}\n"${AMEX}"\n{"pan":"${UNKNOWN}"}\n"x"\n`,
  [CSV]: `id,pan\na,${VISA}\n,${AMEX}\n,${UNKNOWN}\n,x\n`,
  [TEXT]: `${VISA}\n${AMEX}\n${UNKNOWN}\nx\n`,
};

let app: NestFastifyApplication;
let port: number;
beforeAll(async () => {
  app = await createApiApp();
  port = await listenAnywhere(app);
});
afterAll(() => app.close());

describe.each([NDJSON, CSV, TEXT])('a stream of %s', (type) => {
  const body = INPUTS[type]!;
  const firstLine = type === CSV ? 2 : 1;

  it('is answered line by line in NDJSON, a summary last', async () => {
    const { status, headers, lines } = await sendStream(port, type, body);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(NDJSON);
    const records = lines.slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ line, status: verdict, brand }) => [line, verdict, brand])).toEqual([
      [firstLine, 'valid', 'visa'],
      [firstLine + 1, 'valid', 'american_express'],
      [firstLine + 2, 'unrecognized', null],
      [firstLine + 3, 'invalid', null],
    ]);
    expect(records[0]).toMatchObject({ maskedPan: '411111******1111', findings: ['TEST_CARD'] });
    expect(records.map(({ id }) => id)).toEqual([type === TEXT ? undefined : 'a', undefined, undefined, undefined]);
    expect(summaryIn(lines)).toMatchObject({ done: true, lines: 4, valid: 2, invalid: 1, unrecognized: 1 });
  });

  it('is answered in CSV for whoever prefers that', async () => {
    const accept = 'application/x-ndjson;q=0.5, text/csv';
    const { headers, lines } = await sendStream(port, type, body, {
      headers: { accept },
      query: '?fields=status,brand',
    });
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(lines.slice(0, 3)).toEqual([
      'line,id,status,brand',
      `${firstLine},${type === TEXT ? '' : 'a'},valid,visa`,
      `${firstLine + 1},,valid,american_express`,
    ]);
    expect(lines.at(-1)).toMatch(/^# \{"done":true,"lines":4,/);
  });

  it('is the same wherever it was cut', async () => {
    const query = '?fields=status,brand,offset,panLength';
    const whole = await sendStream(port, type, body, { query });
    for (const size of [1, 3, 16]) {
      const call = new StreamCall(port, type, { query });
      call.request.setNoDelay(true);
      for (let at = 0; at < body.length; at += size) call.write(body.slice(at, at + size));
      const { lines } = await call.end().answer();
      expect(lines.slice(0, -1)).toEqual(whole.lines.slice(0, -1));
    }
  });

  it('of nothing has a summary', async () => {
    const { status, lines } = await sendStream(port, type, '', { query: type === CSV ? '?header=false' : '' });
    expect(status).toBe(200);
    expect(lines).toHaveLength(1);
    expect(summaryIn(lines)).toMatchObject({ done: true, lines: 0 });
  });
});

describe('a stream', () => {
  it('is answered while it is still being sent', async () => {
    const call = new StreamCall(port, TEXT).write(`${VISA}\n`);
    expect(await call.next()).toBe(
      '{"line":1,"status":"valid","brand":"visa","maskedPan":"411111******1111","findings":["TEST_CARD"]}\n',
    );
    call.write(`${AMEX}\n`);
    expect(await call.next()).toContain('"line":2');
    call.end();
    expect(await call.next()).toContain('"done":true');
  });

  it('gives only the records of the statuses asked for, in the fields asked for, and counts all', async () => {
    const query = '?only=invalid,unrecognized&fields=panLength,status';
    const { lines } = await sendStream(port, TEXT, INPUTS[TEXT]!, { query });
    expect(lines.slice(0, -1)).toEqual([
      '{"line":3,"panLength":16,"status":"unrecognized"}',
      expect.stringMatching(/^\{"line":4,"panLength":.*,"status":"invalid"\}$/),
    ]);
    expect(summaryIn(lines)).toMatchObject({ lines: 4, valid: 2 });
  });

  it.each([
    ['?panColumn=card&delimiter=%3B', `card;name\n${VISA};x\n`],
    ['?panColumn=2&idColumn=name', `name,card\nx,${VISA}\n`],
    ['?header=false', `${VISA}\n`],
    ['?header=false&panColumn=3&delimiter=tab', `a\tb\t${VISA}\n`],
    ['?header=false&panColumn=2&idColumn=1&delimiter=|', `7|"${VISA}"\n`],
  ])('of CSV is read by %s', async (query, body) => {
    const { lines } = await sendStream(port, CSV, body, { query });
    expect(JSON.parse(lines[0]!)).toMatchObject({ status: 'valid', brand: 'visa' });
    expect(summaryIn(lines)).toMatchObject({ done: true, lines: 1 });
  });

  it('carries the headers of every answer', async () => {
    const { headers } = await sendStream(port, TEXT, VISA, { headers: { 'x-request-id': 'job-7' } });
    expect(headers).toMatchObject({
      'x-request-id': 'job-7',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      vary: 'Accept, Accept-Encoding',
    });
  });

  it('leaves its connection to the next request', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = new StreamCall(port, TEXT, { agent }).end(VISA);
    await first.answer();
    const second = new StreamCall(port, TEXT, { agent }).end(AMEX);
    expect((await second.answer()).status).toBe(200);
    expect(second.request.reusedSocket).toBe(true);
    agent.destroy();
  });

  it('may be followed at once by other requests on its connection', async () => {
    const keep = { connection: 'keep-alive', 'content-type': TEXT };
    const three = post('/v1/cards/batch', `${VISA}\n`, keep).repeat(2) + post('/v1/cards/validate', { pan: VISA });
    const answers = (await exchange(port, three)).toString();
    expect(answers.match(/HTTP\/1\.1 200 /g)).toHaveLength(3);
    expect(answers.match(/"done":true/g)).toHaveLength(2);
  });

  it('stands beside the JSON array of the same address', async () => {
    const answer = await exchange(port, post('/v1/cards/batch', [VISA]));
    expect(statusOf(answer)).toBe(200);
    expect(answer.toString()).toContain('"results":[');
  });
});

interface Sent {
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly options?: StreamOptions;
}

describe('a stream that cannot be answered', () => {
  it.each<[string, Sent, number, string]>([
    [
      'an unknown field',
      { type: TEXT, body: VISA, options: { query: '?fields=status,secret' } },
      422,
      'invalid_request',
    ],
    ['an unknown parameter', { type: TEXT, body: VISA, options: { query: '?limit=1' } }, 422, 'invalid_request'],
    [
      'a parameter of CSV',
      { type: NDJSON, body: `"${VISA}"`, options: { query: '?header=true' } },
      422,
      'invalid_request',
    ],
    ['no column of that name', { type: CSV, body: `card\n${VISA}\n` }, 422, 'csv_column_missing'],
    ['two columns of that name', { type: CSV, body: `pan,pan\n${VISA},1\n` }, 422, 'csv_column_twice'],
    ['a damaged header', { type: CSV, body: `"pan\n${VISA}\n` }, 422, 'csv_header_damaged'],
    ['no header', { type: CSV, body: '' }, 422, 'csv_header_missing'],
    ['UTF-16', { type: TEXT, body: Buffer.from(`\ufeff${VISA}\n`, 'utf16le') }, 422, 'wrong_charset'],
    ['another charset', { type: `${TEXT}; charset=euc-kr`, body: VISA }, 415, 'unsupported_media_type'],
    ['a type nobody reads', { type: 'application/xml', body: VISA }, 415, 'unsupported_media_type'],
    [
      'a coding nobody reads',
      { type: TEXT, body: VISA, options: { headers: { 'content-encoding': 'br' } } },
      415,
      'unsupported_media_type',
    ],
    [
      'two codings',
      { type: TEXT, body: VISA, options: { headers: { 'content-encoding': 'gzip, gzip' } } },
      415,
      'unsupported_media_type',
    ],
    [
      'an answer in JSON',
      { type: TEXT, body: VISA, options: { headers: { accept: 'application/json' } } },
      406,
      'not_acceptable',
    ],
  ])('for %s is a problem', async (_why, { type, body, options = {} }, status, code) => {
    const answer = await sendStream(port, type, body, options);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({ code });
    expect(answer.text).not.toMatch(/411111|secret|limit=/);
  });

  it.each([
    ['application/xml', 'application/json, application/x-ndjson, text/csv, text/plain'],
    ['text/csv; charset=utf-16', 'application/x-ndjson, text/csv, text/plain, application/json'],
  ])('because it is %s hears of all four types', async (type, list) => {
    expect((await sendStream(port, type, VISA)).headers['accept-post']).toBe(list);
  });

  it('because of its coding hears of those that are read', async () => {
    const answer = await sendStream(port, TEXT, VISA, { headers: { 'content-encoding': 'br' } });
    expect(answer.headers['accept-encoding']).toBe('gzip, zstd, identity');
  });

  it('says where, in our own names', async () => {
    const answer = await sendStream(port, CSV, 'x', { query: `?fields=${VISA}&idColumn=0` });
    const { errors } = JSON.parse(answer.text) as { errors: { pointer: string; code: string }[] };
    expect(errors.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/query/fields', 'not_allowed'],
      ['/query/idColumn', 'not_allowed'],
    ]);
  });

  it('leaves its connection to the next request when it was short', async () => {
    const headers = { 'content-type': CSV, connection: 'keep-alive' };
    const two = post('/v1/cards/batch', 'card\n1\n', headers) + post('/v1/cards/validate', { pan: VISA });
    const answers = (await exchange(port, two)).toString();
    expect([...answers.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)).toEqual(['422', '200']);
  });
});
