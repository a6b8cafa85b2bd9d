import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PROBLEMS, type ProblemCode } from '../../src/api/problems/problem.js';
import { exchange, request } from '../leaks/raw-http.js';
import { createApiApp, listenAnywhere, VERSION } from './support/api-app.js';
import { type Answer, Client } from './support/answers.js';

const VISA = '4111111111111111';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the REST door', () => {
  let app: NestFastifyApplication;
  let client: Client;
  let port: number;
  beforeAll(async () => {
    app = await createApiApp();
    client = new Client(app);
    port = await listenAnywhere(app);
  });
  afterAll(() => app.close());

  function expectProblem(answer: Answer, code: ProblemCode): void {
    const { status, title } = PROBLEMS[code];
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toMatchObject({ type: `/problems/${code}`, title: title.en, status, code });
    expect(answer.body.instance).toBe(`urn:uuid:${String(answer.headers['x-request-id'])}`);
  }

  describe('answers a bad card and refuses a bad request', () => {
    it.each([
      ['a string', { pan: VISA }, 'valid'],
      ['a number', { pan: 4111111111111111 }, 'invalid'],
      ['an empty string', { pan: '' }, 'invalid'],
      ['256 characters', { pan: '1'.repeat(256) }, 'invalid'],
    ])('%s as a card number is a card', async (_what, body, status) => {
      const answer = await client.post('/v1/cards/validate', body);
      expect(answer.status).toBe(200);
      expect(answer.body.status).toBe(status);
    });

    it.each([
      ['nothing', {}, '/pan', 'required'],
      ['null', { pan: null }, '/pan', 'required'],
      ['true', { pan: true }, '/pan', 'wrong_type'],
      ['an object', { pan: {} }, '/pan', 'wrong_type'],
      ['a list', { pan: [VISA] }, '/pan', 'wrong_type'],
      ['257 characters', { pan: '1'.repeat(257) }, '/pan', 'too_long'],
      ['an unknown property', { pan: VISA, extra: 1 }, '', 'unknown_property'],
      ['a property called constructor', { pan: VISA, constructor: 'x' }, '', 'unknown_property'],
      ['a property called toString', { pan: VISA, toString: 1 }, '', 'unknown_property'],
      ['an unknown property of the policy', { pan: VISA, accept: { extra: 1 } }, '/accept', 'unknown_property'],
      ['a list as a policy', { pan: VISA, accept: [] }, '/accept', 'wrong_type'],
      ['text as a policy', { pan: VISA, accept: 'visa' }, '/accept', 'wrong_type'],
      ['text as a list of brands', { pan: VISA, accept: { brands: 'visa' } }, '/accept/brands', 'wrong_type'],
      ['numbers as brands', { pan: VISA, accept: { brands: [1] } }, '/accept/brands', 'wrong_type'],
      ['a brand that is too long', { pan: VISA, accept: { brands: ['x'.repeat(65)] } }, '/accept/brands', 'too_long'],
      ['an unknown brand', { pan: VISA, accept: { brands: ['visa', 'nope'] } }, '/accept/brands/1', 'unknown_brand'],
      ['101 brands', { pan: VISA, accept: { brands: Array(101).fill('visa') } }, '/accept/brands', 'too_many_items'],
      ['an unknown funding', { pan: VISA, accept: { funding: ['gold'] } }, '/accept/funding', 'not_allowed'],
      ['a country in words', { pan: VISA, accept: { countries: ['Korea'] } }, '/accept/countries', 'not_allowed'],
      ['a number as an expiry date', { pan: VISA, expiry: 1230 }, '/expiry', 'wrong_type'],
      ['a long security code', { pan: VISA, cvv: '1'.repeat(33) }, '/cvv', 'too_long'],
    ])('%s is a problem at its place', async (_what, body, pointer, code) => {
      const answer = await client.post('/v1/cards/validate', body);
      expectProblem(answer, 'invalid_request');
      expect(answer.body.errors).toEqual([{ pointer, code, message: expect.any(String) }]);
    });

    it.each([
      ['text', '"x"'],
      ['a number', '5'],
      ['true', 'true'],
      ['null', 'null'],
      ['a list', '[]'],
      ['a list of cards', '[{"pan":"x"}]'],
    ])('%s instead of an object is a problem', async (_what, body) => {
      expectProblem(await client.post('/v1/cards/validate', body), 'invalid_request');
      expectProblem(await client.post('/v1/luhn/check', body), 'invalid_request');
    });

    it.each([['{'], ['{"pan":}'], [''], ['{"__proto__":{}}'], ['{"constructor":{"prototype":{}}}'], ['\u0000']])(
      'the body %j cannot be read',
      async (body) => {
        expectProblem(await client.post('/v1/cards/validate', body), 'malformed_body');
      },
    );

    it('a body that nests without end is a problem and no stack overflow', async () => {
      const deep = '['.repeat(30_000) + ']'.repeat(30_000);
      expectProblem(await client.post('/v1/cards/validate', `{"pan":${deep}}`), 'invalid_request');
      expectProblem(await client.post('/v1/cards/batch', deep), 'invalid_request');
    });
  });

  describe('takes batches', () => {
    it('of cards and bare numbers, in order, with a summary', async () => {
      const { status, body } = await client.post('/v1/cards/batch', [
        { pan: VISA },
        '378282246310005',
        'x',
        { pan: 1 },
        1,
      ]);
      expect(status).toBe(200);
      expect(body.results.map((report: { status: string }) => report.status)).toEqual([
        'valid',
        'valid',
        'invalid',
        'invalid',
        'invalid',
      ]);
      expect(body.results.at(-1)).toEqual(body.results.at(-2));
      expect(body.summary).toEqual({ total: 5, valid: 2, invalid: 3, unrecognized: 0 });
      expect(body.dataVersion).toBe(body.results[0].dataVersion);
    });

    it('of none', async () => {
      const { body } = await client.post('/v1/cards/batch', []);
      expect(body).toEqual({
        results: [],
        dataVersion: expect.any(String),
        summary: { total: 0, valid: 0, invalid: 0, unrecognized: 0 },
      });
    });

    it('of a thousand, and refuses one more', async () => {
      const cards = Array.from({ length: 1000 }, () => VISA);
      expect((await client.post('/v1/cards/batch', cards)).body.summary.valid).toBe(1000);
      expectProblem(await client.post('/v1/cards/batch', [...cards, VISA]), 'too_many_cards');
    });

    it('and says which items are wrong', async () => {
      const answer = await client.post('/v1/cards/batch', [
        { pan: VISA },
        { pan: true },
        { pan: 'x', accept: { brands: 1 } },
        'x'.repeat(300),
      ]);
      expectProblem(answer, 'invalid_request');
      expect(answer.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code])).toEqual(
        [
          ['/1/pan', 'wrong_type'],
          ['/2/accept/brands', 'wrong_type'],
          ['/3', 'too_long'],
        ],
      );
    });

    it('and says which items are no cards', async () => {
      const answer = await client.post('/v1/cards/batch', [VISA, true, [], null, [[VISA]]]);
      expectProblem(answer, 'invalid_request');
      expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/1', '/2', '/3', '/4']);
    });

    it('and says in which card a brand is unknown', async () => {
      const answer = await client.post('/v1/cards/batch', [VISA, { pan: VISA, accept: { brands: ['nope'] } }]);
      expect(answer.body.errors).toMatchObject([{ pointer: '/1/accept/brands/0', code: 'unknown_brand' }]);
    });

    it('with no more than a hundred mistakes listed', async () => {
      const answer = await client.post(
        '/v1/cards/batch',
        Array.from({ length: 1000 }, () => ({ pan: true })),
      );
      expect(answer.body.errors).toHaveLength(100);
    });

    it('longer than single requests may be', async () => {
      const long = 'x'.repeat(250);
      const cards = Array.from({ length: 1000 }, () => long);
      expect((await client.post('/v1/cards/batch', cards)).status).toBe(200);
      expectProblem(await client.post('/v1/cards/validate', { pan: 'x'.repeat(70_000) }), 'body_too_large');
      expectProblem(await client.post('/v1/cards/batch', [`"${'x'.repeat(2_100_000)}"`]), 'body_too_large');
    });
  });

  describe('takes digits', () => {
    it.each([
      ['nothing', '', 'empty'],
      ['separators only', ' - ', 'empty'],
      ['a letter', '1x', 'not_digits'],
      ['full-width digits', '１２', 'not_digits'],
      ['a tab', '1\t2', 'not_digits'],
      ['too many', '1'.repeat(1025), 'too_long'],
    ])('but not %s', async (_what, digits, code) => {
      for (const path of ['check', 'check-digit', 'explain']) {
        const answer = await client.post(`/v1/luhn/${path}`, { digits });
        expectProblem(answer, 'invalid_request');
        expect(answer.body.errors).toMatchObject([{ pointer: '/digits', code }]);
      }
    });

    it('and skips spaces and hyphens', async () => {
      expect((await client.post('/v1/luhn/check', { digits: '7992-7398 713' })).body).toMatchObject({
        valid: true,
        length: 11,
      });
    });
  });

  describe('looks prefixes and brands up', () => {
    it.each(['1', '411111', '41111111111'])('prefix %s', async (prefix) => {
      expect((await client.get(`/v1/iins/${prefix}`)).body.prefix).toBe(prefix);
    });

    it.each(['411111111111', VISA, 'x', '4111x', '%20', '４', '1'.repeat(200)])('but not %s', async (prefix) => {
      const answer = await client.get(`/v1/iins/${encodeURI(prefix)}`);
      expectProblem(answer, 'prefix_not_allowed');
    });

    it('a brand', async () => {
      expect((await client.get('/v1/brands/visa')).body).toMatchObject({ id: 'visa', name: 'Visa' });
    });

    it.each(['nope', 'VISA', 'constructor', '__proto__'])('but no brand %s', async (id) => {
      expectProblem(await client.get(`/v1/brands/${id}`), 'brand_not_found');
    });
  });

  describe('knows its addresses', () => {
    it.each(['/', '/v1', '/v2/brands', '/v1/brands/', '/v1//brands', '/V1/brands', '/docs/x', '/metrics'])(
      'and nothing at %s',
      async (path) => expectProblem(await client.get(path), 'not_found'),
    );

    it.each(['/v1/%zz', '/%', '/v1/brands/%c3'])('and cannot decode %s', async (path) => {
      expectProblem(await client.get(path), 'malformed_url');
    });

    it.each([
      ['GET', '/v1/cards/validate', 'OPTIONS, POST'],
      ['PUT', '/v1/cards/batch', 'OPTIONS, POST'],
      ['DELETE', '/v1/luhn/check', 'OPTIONS, POST'],
      ['POST', '/v1/brands', 'GET, HEAD, OPTIONS'],
      ['PATCH', '/v1/brands/visa', 'GET, HEAD, OPTIONS'],
      ['POST', '/v1/iins/411111', 'GET, HEAD, OPTIONS'],
      ['POST', '/v1/iin-table', 'GET, HEAD, OPTIONS'],
      ['POST', '/openapi.json', 'GET, HEAD, OPTIONS'],
      ['GET', '/graphql', 'OPTIONS, POST'],
    ] as const)('%s %s is refused with Allow', async (method, path, allow) => {
      const answer = await client.send(method, path);
      expectProblem(answer, 'method_not_allowed');
      expect(answer.headers['allow']).toBe(allow);
    });

    it.each([
      ['DELETE', '/%761/brands'],
      ['DELETE', '/v1/brands/%76isa?a=%zz'],
      ['DELETE', 'http://localhost/v1/brands'],
    ] as const)('%s %s is refused like the address it means', async (method, path) => {
      const answer = (await exchange(port, request(method, path))).toString();
      expect(answer).toMatch(/^HTTP\/1\.1 405 .*allow: GET, HEAD, OPTIONS\r\n/is);
    });

    it('a method nobody takes does not make a bad path a good one', async () =>
      expectProblem(await client.send('DELETE', '/v1/%zz'), 'malformed_url'));

    it('OPTIONS * says what the server takes, and nothing else is at *', async () => {
      const answer = (await exchange(port, request('OPTIONS', '*'))).toString();
      expect(answer).toMatch(/^HTTP\/1\.1 204 .*allow: GET, HEAD, OPTIONS, POST\r\n/is);
      expect((await exchange(port, request('GET', '*'))).toString()).toMatch(/^HTTP\/1\.1 404 /);
    });

    it('CONNECT is refused and the connection closed', async () => {
      const answer = (await exchange(port, request('CONNECT', 'localhost:443'))).toString();
      expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n.*allow: GET, HEAD, OPTIONS, POST\r\n/is);
      expect(answer).toContain('"code":"method_not_allowed"');
    });

    it('an expectation other than 100-continue is refused in our words', async () => {
      const answer = (await exchange(port, request('GET', '/v1/brands', { headers: { expect: 'foo' } }))).toString();
      expect(answer).toMatch(/^HTTP\/1\.1 400 .*x-content-type-options: nosniff\r\n/is);
      expect(answer).toContain('"code":"malformed_http"');
    });

    it.each(['/v1/cards/validate', '/v1/brands', '/v1/brands/visa', '/graphql', '/docs'])(
      'OPTIONS %s says what it takes',
      async (path) => {
        const answer = await client.send('OPTIONS', path);
        expect(answer.status).toBe(204);
        expect(answer.text).toBe('');
        expect(answer.headers['allow']).toContain('OPTIONS');
      },
    );

    it('HEAD is GET without the body', async () => {
      const [head, get] = [await client.send('HEAD', '/v1/brands'), await client.get('/v1/brands')];
      expect(head.status).toBe(200);
      expect(head.text).toBe('');
      expect(head.headers['etag']).toBe(get.headers['etag']);
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
    });

    it('an unknown method of HTTP is refused like any other', async () => {
      const answer = await exchange(port, request('PROPFIND', '/v1/brands'));
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 405 .*allow: GET, HEAD, OPTIONS/is);
    });
  });

  describe('negotiates', () => {
    it.each(['application/json', '*/*', 'application/*', 'text/html, */*;q=0.1', 'application/json;q=0.5', ''])(
      'and takes Accept: %s',
      async (accept) => expect((await client.get('/v1/brands', { accept })).status).toBe(200),
    );

    it.each([
      'text/html',
      'application/xml',
      'application/json;q=0, */*',
      'application/problem+json',
      'application/jsonx',
      'x',
      '*/*;q=0',
    ])('and refuses Accept: %s', async (accept) =>
      expectProblem(await client.get('/v1/brands', { accept }), 'not_acceptable'),
    );

    it('the table as octets and the docs as a page', async () => {
      expectProblem(await client.get('/v1/iin-table', { accept: 'application/json' }), 'not_acceptable');
      expectProblem(await client.get('/docs', { accept: 'application/json' }), 'not_acceptable');
      expect((await client.get('/v1/iin-table', { accept: 'application/octet-stream' })).status).toBe(200);
      expect((await client.get('/docs', { accept: 'text/html' })).status).toBe(200);
    });

    it.each([
      'text/plain',
      'text/csv',
      'application/x-ndjson',
      'application/xml',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
      'application/problem+json',
      'x',
    ])('and reads no %s', async (type) => {
      for (const path of ['/v1/cards/validate', '/graphql']) {
        const answer = await client.post(path, 'x', { 'content-type': type });
        expectProblem(answer, 'unsupported_media_type');
        expect(answer.headers['accept-post']).toBe('application/json');
      }
    });

    it.each(['charset=utf-8', 'charset="UTF-8"', 'version=1; charset=utf8'])('and reads JSON with %s', async (text) => {
      const type = { 'content-type': `application/json; ${text}` };
      expect((await client.post('/v1/cards/validate', { pan: VISA }, type)).status).toBe(200);
    });

    it.each(['charset=utf-16', 'charset=euc-kr', 'charset'])('and reads no JSON with %s', async (text) => {
      const type = { 'content-type': `application/json; ${text}` };
      expectProblem(await client.post('/v1/cards/validate', { pan: VISA }, type), 'unsupported_media_type');
    });

    it.each(['gzip', 'br, identity', 'x'])('and no body in the coding %s', async (coding) => {
      for (const path of ['/v1/cards/validate', '/v1/cards/batch', '/graphql']) {
        const answer = await client.post(path, 'x', { 'content-encoding': coding });
        expectProblem(answer, 'unsupported_media_type');
        expect(answer.headers['accept-encoding']).toBe('identity');
      }
      const headers = { 'content-encoding': 'Identity' };
      expect((await client.post('/v1/cards/validate', { pan: VISA }, headers)).status).toBe(200);
    });
  });

  describe('speaks', () => {
    it.each([
      [undefined, 'en'],
      ['ko', 'ko'],
      ['ko-KR,ko;q=0.9,en;q=0.8', 'ko'],
      ['en-US,en;q=0.9,ko;q=0.8', 'en'],
      ['ko;q=0.2, en;q=0.9', 'en'],
      ['fr, ko;q=0.5', 'ko'],
      ['fr', 'en'],
      ['*', 'en'],
      ['ko;q=0', 'en'],
      ['KO', 'ko'],
      ['kok', 'en'],
      [';;;,,q=', 'en'],
    ])('Accept-Language: %s as %s', async (header, language) => {
      const headers: Record<string, string> = header === undefined ? {} : { 'accept-language': header };
      const answers = [
        await client.post('/v1/cards/validate', { pan: '' }, headers),
        await client.get('/v1/industries', headers),
        await client.get('/v1/nothing', headers),
        await client.graphql('{', {}, headers),
      ];
      const english = [
        'There is no card number.',
        'Airlines',
        PROBLEMS.not_found.title.en,
        PROBLEMS.graphql_syntax.title.en,
      ];
      const spoken = [
        answers[0]?.body.findings[0].message,
        answers[1]?.body[1].name,
        answers[2]?.body.title,
        answers[3]?.body.errors[0].message,
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 400]);
      for (const answer of answers) {
        expect(answer.headers['content-language']).toBe(language);
        expect(answer.headers['vary']).toBe('Accept-Language');
      }
      expect(spoken.map((text, index) => text === english[index])).toEqual(Array(4).fill(language === 'en'));
    });
  });

  describe('names requests', () => {
    it.each(['a', 'checkout-42', 'A_b-9', '0'.repeat(9), 'x'.repeat(64)])('by the id %s of the caller', async (id) => {
      const answer = await client.get('/v1/nothing', { 'x-request-id': id });
      expect(answer.headers['x-request-id']).toBe(id);
      expect(answer.body.instance).toBe(`urn:iinspect:request:${id}`);
    });

    it.each([VISA, '4111-1111-1111-1111', 'a4111_1111_1111b', 'x'.repeat(65), 'ümlaut', 'a b', '<script>', ''])(
      'by an id of our own instead of %s',
      async (id) => {
        const answer = await client.get('/v1/brands', { 'x-request-id': id });
        expect(answer.headers['x-request-id']).toMatch(UUID);
      },
    );
  });

  describe('lets caches work', () => {
    const CACHEABLE = [
      '/v1/iins/411111',
      '/v1/brands',
      '/v1/brands/visa',
      '/v1/industries',
      '/v1/dataset',
      '/v1/iin-table',
      '/openapi.json',
      '/docs',
    ];

    it.each(CACHEABLE)('on %s, with an entity tag of all versions', async (path) => {
      const first = await client.get(path);
      const tag = String(first.headers['etag']);
      expect(tag).toContain(VERSION);
      expect(first.headers['cache-control']).toMatch(/^public, (max-age=\d+|no-cache)/);
      const headers = [tag, `"x", ${tag}`, '*', tag.replace('W/', ''), `W/${tag.replace('W/', '')}`];
      for (const [method, header] of headers.flatMap((text) => [['GET', text] as const, ['HEAD', text] as const])) {
        const again = await client.send(method, path, { 'if-none-match': header });
        expect(again.status).toBe(304);
        expect(again.text).toBe('');
        expect(again.headers['etag']).toBe(tag);
        expect(again.headers).not.toHaveProperty('content-type');
        expect(again.headers).not.toHaveProperty('content-length');
      }
      expect((await client.get(path, { 'if-none-match': '"x"' })).status).toBe(200);
      const head = await client.send('HEAD', path, { 'if-none-match': '"x"' });
      expect(head.headers['content-length']).toBe(first.headers['content-length']);
      expect((await client.get(path, { 'if-none-match': 'x' })).status).toBe(200);
    });

    it('with one tag per language', async () => {
      const [en, ko] = [
        await client.get('/v1/industries'),
        await client.get('/v1/industries', { 'accept-language': 'ko' }),
      ];
      expect(en.headers['etag']).not.toBe(ko.headers['etag']);
    });

    it('but never a card, a problem or an answer to a wrong prefix', async () => {
      const answers = [
        await client.post('/v1/cards/validate', { pan: VISA }),
        await client.post('/v1/luhn/check', { digits: VISA }),
        await client.get('/v1/iins/x', { 'if-none-match': '*' }),
        await client.get('/v1/brands/x', { 'if-none-match': '*' }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 422, 404]);
      for (const { headers } of answers) {
        expect(headers['cache-control']).toBe('no-store');
        expect(headers).not.toHaveProperty('etag');
      }
    });
  });

  it('serves the table byte for byte', async () => {
    const { body: dataset } = await client.get('/v1/dataset');
    const table = await client.get('/v1/iin-table');
    expect(table.headers['content-type']).toBe('application/octet-stream');
    expect(table.headers['content-length']).toBe(String(dataset.sizeBytes));
    expect(table.headers['content-disposition']).toBe('attachment; filename="iin-table.iin"');
    expect(table.headers['etag']).toMatch(/^"/);
    expect(table.bytes).toHaveLength(dataset.sizeBytes);
  });

  it('sends its security headers with every answer', async () => {
    for (const [method, path] of [
      ['GET', '/v1/brands'],
      ['GET', '/nothing'],
      ['GET', '/%zz'],
      ['OPTIONS', '/docs'],
      ['PUT', '/graphql'],
      ['POST', '/graphql'],
    ] as const) {
      const { headers } = await client.send(method, path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('serves Swagger UI from its own files under a policy that lets them run', async () => {
    const page = await client.get('/docs');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self'");
    expect(page.text).not.toMatch(/<script>|https?:/);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(assets).toHaveLength(3);
    for (const path of assets) expect((await client.get(path)).status).toBe(200);
    expect((await client.get('/openapi.json')).body.openapi).toBe('3.1.0');
  });

  it('has no docs where they are switched off', async () => {
    const bare = await createApiApp({ api: { docs: false } });
    expect((await new Client(bare).get('/docs')).status).toBe(404);
    expect((await new Client(bare).get('/openapi.json')).status).toBe(404);
    await bare.close();
  });
});
