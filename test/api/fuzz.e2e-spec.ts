import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import { findLeaks, newCanary } from '../leaks/canary.js';
import { createApiApp } from './support/api-app.js';
import { type Answer, Client } from './support/answers.js';

const CANARY = newCanary();
const POST_ROUTES = [
  '/v1/cards/validate',
  '/v1/cards/batch',
  '/v1/luhn/check',
  '/v1/luhn/check-digit',
  '/v1/luhn/explain',
  '/graphql',
];

/** Names that mean something to us, to JavaScript or to nobody. */
const name = fc.oneof(
  fc.constantFrom(
    'pan',
    'expiry',
    'cvv',
    'accept',
    'brands',
    'funding',
    'countries',
    'digits',
    'cards',
    'query',
    'variables',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'then',
    'toJSON',
    'length',
    '0',
  ),
  fc.constant(CANARY),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const text = fc.oneof(
  fc.constantFrom(
    CANARY,
    `${CANARY.slice(0, 15)}x`,
    '4111111111111111',
    '12/30',
    'visa',
    'credit',
    'KR',
    '',
    '\ud800',
    '\u0000',
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.stringMatching(/^[0-9 -]{0,40}$/),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.double({ noNaN: true }),
    fc.maxSafeInteger(),
    fc.constantFrom(null, true, false),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(name, tie('value'), { maxKeys: 6 }),
  ),
})).value;

/** Almost right, which is where the mistakes are. */
const almostCard = fc.record(
  {
    pan: fc.oneof(text, json),
    expiry: fc.oneof(text, json),
    cvv: fc.oneof(text, json),
    accept: fc.oneof(json, fc.record({ brands: json, funding: json, countries: json }, { requiredKeys: [] })),
    digits: fc.oneof(text, json),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(json, almostCard, fc.array(fc.oneof(almostCard, text), { maxLength: 8 }));

/** Words of the language and of the schema in any order: mostly nonsense, often parseable. */
const token = fc.constantFrom(
  ...[
    '{',
    '}',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ':',
    '!',
    '$',
    '@',
    '...',
    '=',
    '"x"',
    '"""',
    '1',
    '-1.5e9',
    'null',
    'true',
    '#',
    '\\',
    '|',
    '&',
  ],
  ...[
    'query',
    'mutation',
    'subscription',
    'fragment',
    'on',
    'a',
    'b',
    '$p',
    '$c',
    '...a',
    '__typename',
    '__schema',
    '__type',
    '@include(if: true)',
    '@skip',
  ],
  ...['PAN', 'PAN!', 'Digits!', '[CardInput!]!', 'Query', 'Brand', 'CardInput', 'String', 'Int', 'ID!'],
  ...[
    'validateCard',
    'validateCards',
    'luhn',
    'brands',
    'brand',
    'iin',
    'dataset',
    'pan',
    'cards',
    'digits',
    'id',
    'prefix',
    'status',
    'accept',
  ],
  ...[CANARY, `"${CANARY}"`, `a${CANARY}`, `"""${CANARY}"""`],
);
const nonsense = fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join(' '));
const operations = fc.constantFrom(
  'query ($p: PAN!, $c: String, $a: AcceptanceInput) { validateCard(pan: $p, cvv: $c, accept: $a) { status maskedPan findings { message } } }',
  'query ($p: [CardInput!]!) { validateCards(cards: $p) { results { formatted } summary { total } } }',
  'query ($p: Digits!) { luhn(digits: $p) { valid } luhnCheckDigit(digits: $p) { checkDigit } luhnExplanation(digits: $p) { rows { digit } } }',
  'query ($p: IinPrefix!) { iin(prefix: $p) { prefix } }',
  'query ($p: ID!) { brand(id: $p) { id } }',
);
const graphqlRequest = fc.oneof(
  fc.record(
    { query: fc.oneof(nonsense, text), variables: json, operationName: fc.oneof(text, fc.constant(null)) },
    { requiredKeys: ['query'] },
  ),
  fc.record({
    query: operations,
    variables: fc.record({ p: fc.oneof(json, text, almostCard), c: json, a: json }, { requiredKeys: ['p'] }),
  }),
);

/** Thousands of requests; a busy machine may take its time. */
jest.setTimeout(60_000);

describe('whatever is sent', () => {
  let app: NestFastifyApplication;
  let client: Client;
  const seen = new Map<number, number>();
  const failures: unknown[] = [];
  beforeAll(async () => {
    app = await createApiApp({ api: { reportFailure: (error) => failures.push(error) } });
    client = new Client(app);
  });
  afterAll(() => app.close());

  function expectManners(answer: Answer): void {
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
    expect(answer.status).toBeLessThan(500);
    expect(failures).toEqual([]);
    // The explanation of a check digit is the digits, row by row; the text itself must not come back in any form.
    expect(findLeaks(answer.bytes, CANARY)).toEqual([]);
    expect(findLeaks(Buffer.from(JSON.stringify(answer.headers)), CANARY)).toEqual([]);
  }

  it.each(POST_ROUTES)('to %s as JSON is answered below 500 and not told back', async (route) => {
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        expectManners(await client.post(route, JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  it('to every route as any bytes is answered below 500 and not told back', async () => {
    const bytes = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((valid) => valid.slice(0, -1)),
      fc.constant(`{"pan":${CANARY}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...POST_ROUTES), bytes, async (route, payload) => {
        expectManners(await client.post(route, payload));
      }),
      { numRuns: 500 },
    );
  });

  it('to GraphQL as any document is answered below 500 and not told back', async () => {
    await fc.assert(
      fc.asyncProperty(graphqlRequest, async (payload) => {
        expectManners(await client.post('/graphql', JSON.stringify(payload)));
      }),
      { numRuns: 1000 },
    );
  });

  it('as a path, a query or a header is answered below 500 and not told back', async () => {
    const segment = fc.oneof(
      fc.constantFrom(CANARY, 'v1', 'brands', 'iins', 'cards', 'validate', '411111', '..', '%00', '%', ''),
      fc.string({ unit: 'binary', maxLength: 6 }).map((part) => encodeURIComponent(part.toWellFormed())),
    );
    const made = fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
    const path = fc.oneof(made, fc.constantFrom('/v1/brands', '/v1/dataset', '/v1/iins/41', '/v1/iin-table', '/docs'));
    const header = fc.oneof(fc.constant(CANARY), fc.stringMatching(/^[ -~]{0,60}$/));
    const headers = fc.record(
      { accept: header, 'accept-language': header, 'x-request-id': header, 'if-none-match': header },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(path, headers, async (url, given) => {
        expectManners(await client.get(url, given));
      }),
      { numRuns: 800 },
    );
  });

  it('reached the good answers as well as the refusals', () => {
    for (const status of [200, 400, 404, 406, 422])
      expect([status, (seen.get(status) ?? 0) > 10]).toEqual([status, true]);
  });
});
