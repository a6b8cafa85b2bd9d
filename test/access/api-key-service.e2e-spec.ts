import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { UnusableFileError } from '../../src/config/start-failure.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { canary } from '../ops/leak-search.js';
import { LogCapture } from '../ops/log-capture.js';
import { Folder, makeKey } from './credential-files.js';

const ENV = {
  NODE_ENV: 'test',
  PORT: '0',
  MANAGEMENT_PORT: '0',
  LOG_LEVEL: 'trace',
  ACCESS_POLL_MS: '0',
  BATCH_WORKERS: '0',
};
/** A published test number. */
const CARD = JSON.stringify({ pan: '4242424242424242' });
const JSON_TYPE = ['content-type', 'application/json'];

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** With headers as they are given, twice the same too, as `fetch` cannot. */
function send(url: string, headers: readonly string[] = [], body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const host = ['host', new URL(url).host];
    const sent = request(url, { method, headers: [...host, ...headers] }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject).end(body);
  });
}

const folder = new Folder();
const out = new LogCapture();
const cards = makeKey(['cards']);
const iins = makeKey(['iins']);
const admin = makeKey(['admin']);
const expired = makeKey(['admin'], { expiresAt: new Date('2026-01-02T00:00:00Z') });
const stranger = makeKey(['admin']);
const everybody = [cards, iins, admin, expired].map(({ line }) => line).join('');
let service: RunningService;
/** Everything that was answered, to be searched at the end. */
const answered: Answer[] = [];

async function ask(path: string, headers: readonly string[] = [], body?: string): Promise<Answer> {
  const answer = await send(`${service.api}${path}`, headers, body);
  answered.push(answer);
  return answer;
}

function bearer(key: string): readonly string[] {
  return ['Authorization', `Bearer ${key}`];
}

function codeOf({ body }: Answer): unknown {
  return (JSON.parse(body) as { code?: unknown }).code;
}

beforeAll(async () => {
  const file = folder.write('keys.jsonl', everybody);
  service = await startService(loadConfig({ ...ENV, AUTH: 'api-key', API_KEYS_FILE: file, GRAPHIQL: 'true' }), out);
});
afterAll(async () => {
  await service.stop();
  folder.remove();
});

describe('a service that asks for API keys', () => {
  test('takes a key by either header, and answers as it would anybody', async () => {
    for (const headers of [bearer(cards.key), ['X-Api-Key', cards.key], ['authorization', `bearer ${cards.key}`]]) {
      const answer = await ask('/v1/cards/validate', [...headers, ...JSON_TYPE], CARD);
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { status: 'valid' }]);
    }
    while (out.withMessage('request').length < 3) await sleep(5);
    expect(out.withMessage('request').map(({ clientId }) => clientId)).toEqual(Array(3).fill(cards.record.id));
  });

  test.each<[string, readonly string[], string]>([
    ['nothing', [], 'missing'],
    ['a key nobody has', bearer(stranger.key), 'unknown'],
    ['a known id with another secret', bearer(`iik_${cards.record.id}_${stranger.key.slice(-43)}`), 'unknown'],
    ['a key that is over', bearer(expired.key), 'expired'],
    ['a digest from the file', bearer(cards.record.digest), 'malformed'],
    ['the same key twice', [...bearer(cards.key), ...bearer(cards.key)], 'malformed'],
    ['a good and another key', [...bearer(cards.key), ...bearer(stranger.key)], 'malformed'],
    ['both headers', [...bearer(cards.key), 'X-Api-Key', cards.key], 'malformed'],
    ['two keys in one header', bearer(`${cards.key},${cards.key}`), 'malformed'],
    ['Basic', ['Authorization', `Basic ${Buffer.from(`a:${cards.key}`).toString('base64')}`], 'malformed'],
    ['no word before the key', ['Authorization', cards.key], 'malformed'],
    ['an empty key', ['X-Api-Key', ''], 'malformed'],
    ['an empty bearer', ['Authorization', 'Bearer '], 'malformed'],
    ['a huge key', bearer('x'.repeat(7000)), 'malformed'],
    ['a key with a letter more', bearer(`${cards.key}x`), 'malformed'],
    ['a card number', bearer(canary(3)), 'malformed'],
    ['a key in the URL only', [], 'missing'],
  ])('refuses %s, says so in one line, and counts it', async (what, headers, reason) => {
    const before = out.withMessage('access refused').length;
    const path = what.includes('URL') ? `/v1/cards/validate?api_key=${cards.key}` : '/v1/cards/validate';
    const answer = await ask(path, [...headers, ...JSON_TYPE, 'x-request-id', 'audit-1'], CARD);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'unauthenticated']);
    const challenge = `Bearer realm="iinspect"${reason === 'missing' ? '' : ', error="invalid_token"'}`;
    expect(answer.headers['www-authenticate']).toBe(challenge);
    expect(out.withMessage('access refused').slice(before)).toEqual([
      {
        level: 'warn',
        time: expect.any(String),
        msg: 'access refused',
        requestId: 'audit-1',
        route: '/v1/cards/validate',
        reason,
        kind: 'api_key',
        clientId: reason === 'expired' ? expired.record.id : null,
        address: '127.0.0.1',
      },
    ]);
    const metrics = await (await fetch(`${service.management}/metrics`)).text();
    expect(metrics).toMatch(new RegExp(`^card_access_refused_total\\{reason="${reason}"\\} [1-9]`, 'm'));
  });

  test('says who may not do what, and what it takes', async () => {
    const answer = await ask('/v1/cards/validate', [...bearer(iins.key), ...JSON_TYPE], CARD);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden']);
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="iinspect", error="insufficient_scope", scope="cards"',
    );
    expect(out.withMessage('access refused').at(-1)).toMatchObject({
      reason: 'scope_missing',
      kind: 'api_key',
      clientId: iins.record.id,
    });
  });

  test('refuses a stream before it reads a line', async () => {
    const text = ['content-type', 'text/plain'];
    expect((await ask('/v1/cards/batch', text, '4242424242424242\n')).status).toBe(401);
    expect((await ask('/v1/cards/batch', [...bearer(iins.key), ...text], '4242424242424242\n')).status).toBe(403);
    expect((await ask('/v1/cards/batch', [...bearer(cards.key), ...text], '4242424242424242\n')).status).toBe(200);
  });

  test('shows its documents to everybody, and what the tables say to nobody but those who may', async () => {
    for (const path of ['/openapi.json', '/docs', '/docs/start.js'])
      expect([path, (await ask(path)).status]).toEqual([path, 200]);
    expect((await ask('/graphql', ['accept', 'text/html'])).status).toBe(200);
    expect((await ask('/v1/brands')).status).toBe(401);
    expect((await ask('/graphql', JSON_TYPE, '{"query":"{__typename}"}')).status).toBe(401);
  });

  test('lets no cache between give the answer to somebody else, and asks who is there before it says "you have it"', async () => {
    const first = await ask('/v1/brands', bearer(iins.key));
    expect(first.headers['cache-control']).toMatch(/^private, /);
    const tag = ['if-none-match', String(first.headers['etag'])];
    expect((await ask('/v1/brands', [...bearer(iins.key), ...tag])).status).toBe(304);
    expect((await ask('/v1/brands', tag)).status).toBe(401);
    expect((await ask('/openapi.json')).headers['cache-control']).toMatch(/^public, /);
  });

  test('takes its files anew by POST /reload, for operators only', async () => {
    const reload = (headers: readonly string[]): Promise<Answer> =>
      send(`${service.management}/reload`, [...headers, 'content-length', '0'], '');
    expect((await reload([])).status).toBe(401);
    expect((await reload(bearer(cards.key))).status).toBe(403);
    expect(out.withMessage('reload asked')).toEqual([]);
    folder.write('keys.jsonl', [cards, admin].map(({ line }) => line).join(''));
    expect((await ask('/v1/brands', bearer(iins.key))).status).toBe(200);
    expect((await reload(bearer(admin.key))).status).toBe(202);
    while ((await ask('/v1/brands', bearer(iins.key))).status !== 401) await sleep(5);
    expect(out.withMessage('credentials taken').at(-1)).toMatchObject({ trigger: 'request', credentials: 2 });
    expect(out.withMessage('reload asked')).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        msg: 'reload asked',
        requestId: expect.any(String),
        clientId: admin.record.id,
        address: '127.0.0.1',
      },
    ]);
    folder.write('keys.jsonl', '{');
    service.reload();
    while (out.withMessage('credentials not taken: those before go on').length === 0) await sleep(5);
    expect((await ask('/v1/cards/validate', [...bearer(cards.key), ...JSON_TYPE], CARD)).status).toBe(200);
    const scrape = async (): Promise<string> => (await fetch(`${service.management}/metrics`)).text();
    const metrics = await scrape();
    expect(metrics).toMatch(/^card_access_reloads_total\{result="failed"\} 1$/m);
    expect(metrics).toMatch(/^card_access_credentials 2$/m);
    expect(metrics).toMatch(/^card_access_file_ok 0$/m);
    folder.write('keys.jsonl', [cards, admin].map(({ line }) => line).join(''));
    service.reload();
    while (!(await scrape()).includes('\ncard_access_file_ok 1\n')) await sleep(5);
  });

  test('lets probes and scrapers in without a key', async () => {
    for (const path of ['livez', 'startupz', 'metrics'])
      expect((await send(`${service.management}/${path}`)).status).toBe(200);
    // It may say no because the event loop of a busy machine is late, but says so to anybody.
    expect([200, 503]).toContain((await send(`${service.management}/readyz`)).status);
  });

  test('has told no key and no digest to anybody', async () => {
    const metrics = await (await fetch(`${service.management}/metrics`)).text();
    const said = [out.text, JSON.stringify(answered), metrics].join('\n');
    // The control: ids are there.
    expect(said).toContain(iins.record.id);
    for (const { key, record } of [cards, iins, admin, expired, stranger])
      for (const secret of [key, key.slice(-43), record.digest]) expect(said.includes(secret)).toBe(false);
    expect(said.includes(canary(3))).toBe(false);
  });
});

describe('a service without AUTH', () => {
  test('has no POST /reload, gives public answers, and wants no key', async () => {
    const open = await startService(loadConfig(ENV), new LogCapture());
    try {
      expect((await send(`${open.management}/reload`, bearer(admin.key), '')).status).toBe(404);
      const { status, headers } = await send(`${open.api}/v1/brands`, bearer(stranger.key));
      expect([status, headers['cache-control']]).toEqual([200, expect.stringMatching(/^public, /)]);
    } finally {
      await open.stop();
    }
  });
});

describe('a service whose file of keys cannot be taken', () => {
  test.each([
    ['missing', 'nowhere.jsonl', null],
    ['broken', 'broken.jsonl', '{"id":1}\n'],
  ])('does not start (%s)', async (_, name, text) => {
    const path = text === null ? `${folder.path}/${name}` : folder.write(name, text);
    const config = loadConfig({ ...ENV, AUTH: 'api-key', API_KEYS_FILE: path });
    await expect(startService(config, new LogCapture())).rejects.toThrow(UnusableFileError);
  });
});
