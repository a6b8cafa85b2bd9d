import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import { getIntrospectionQuery } from 'graphql';
import { PROBLEM_CODES, PROBLEMS } from '../../src/api/problems/problem.js';
import { loadConfig } from '../../src/config/config.js';
import { startService } from '../../src/start-service.js';
import { findLeaks, newCanary } from '../leaks/canary.js';
import { createApiApp } from './support/api-app.js';
import { Client } from './support/answers.js';

jest.setTimeout(120_000);

const RUNS = 600;
const CANARY = newCanary();

const DOCUMENTS = [
  'query q($pan: PAN!, $expiry: String) { validateCard(pan: $pan, expiry: $expiry) { status findings { code } brand { id } } }',
  'query ($cards: [CardInput!]!) { validateCards(cards: $cards) { summary { total } results { status } } }',
  'query ($d: Digits!) { luhn(digits: $d) { valid } luhnExplanation(digits: $d) { sum } }',
  '{ iin(prefix: "41") { prefix candidates { brand { id } } } brands { id } industries { digit } }',
  '{ brand(id: "visa") { ...b } } fragment b on Brand { id name ranges { low networks { name } } }',
  '{ dataset { released __typename } } ',
];

/** Everything that can stand in a document, right or wrong, and what must never be repeated. */
const token = fc.constantFrom(
  ...DOCUMENTS.join(' ').match(/"[^"]*"|\.\.\.|[\w$]+|[^\s\w]/g)!,
  ...['mutation', 'subscription', '@skip(if: true)', '@defer', '"""', '#', '__schema', '{', '}', '1e999', 'null', 'on'],
  ...['\ud800', '\u0000', '\\u{110000}', '🃏', `"${CANARY}"`, CANARY, `a${CANARY}:`, `$v${CANARY}`, `${CANARY}.5`],
);

/** A good document with some of its tokens exchanged, left out or doubled: most get past the parser, some past validation. */
const mutated = fc
  .tuple(fc.constantFrom(...DOCUMENTS), fc.array(fc.tuple(fc.nat(), fc.nat(2), token), { maxLength: 3 }))
  .map(([document, changes]) => {
    const tokens: string[] = document.match(/"[^"]*"|\.\.\.|\$?\w+|[^\s\w]/g) ?? [];
    for (const [at, cut, added] of changes) tokens.splice(at % (tokens.length + 1), cut, ...(cut === 2 ? [] : [added]));
    return tokens.join(' ');
  });
const withLiteral = fc.constantFrom(
  `{ validateCard(pan: "${CANARY}") { status } }`,
  `{ iin(prefix: ${CANARY}) { prefix } }`,
  `query a${CANARY} { brands { id } }`,
);
const documents = fc.oneof(
  { weight: 7, arbitrary: mutated },
  withLiteral,
  fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

const values = fc.oneof(
  fc.constantFrom<unknown>(CANARY, Number(CANARY), [CANARY], { [CANARY]: CANARY }, { pan: CANARY, x: 1 }, '18', null),
  fc.constantFrom<unknown>([{ pan: CANARY }], [{ pan: Number(CANARY) }], [{}], [[[]]], 'x'.repeat(300), true, -1e308),
);
const variables = fc.oneof(
  fc.dictionary(fc.constantFrom('pan', 'cards', 'd', 'expiry', CANARY, '__proto__'), values, { maxKeys: 4 }),
  fc.constant({ pan: CANARY, cards: [{ pan: CANARY }], d: '18' }),
);

describe('an error of the GraphQL door', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await createApiApp();
  });
  afterAll(() => app.close());

  it.each(['en', 'ko'] as const)('is one of our constants, in %s, whatever was sent', async (language) => {
    const client = new Client(app);
    const titles = new Map<string, string>(PROBLEM_CODES.map((code) => [code, PROBLEMS[code].title[language]]));
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(documents, variables, async (query, given) => {
        const answer = await client.post('/graphql', { query, variables: given }, { 'accept-language': language });
        expect(answer.status).toBeLessThan(500);
        expect(findLeaks(answer.bytes, CANARY)).toEqual([]);
        const errors: readonly Record<string, any>[] = answer.body.errors ?? []; // eslint-disable-line @typescript-eslint/no-explicit-any -- as it came
        for (const { message, extensions, ...rest } of errors) {
          expect(rest).toEqual({});
          expect(message).toBe(titles.get(extensions.problem));
          expect(Object.keys(extensions).filter((key) => !['code', 'problem', 'errors'].includes(key))).toEqual([]);
          seen.set(extensions.problem, (seen.get(extensions.problem) ?? 0) + 1);
        }
        if (errors.length === 0) seen.set('none', (seen.get('none') ?? 0) + 1);
      }),
      { numRuns: RUNS },
    );
    // Documents were answered, did not parse, were not valid, said numbers, and had wrong variables: each often.
    const often = [
      'none',
      'graphql_syntax',
      'graphql_document_invalid',
      'graphql_literal_not_allowed',
      'graphql_variables_invalid',
    ];
    expect(often.filter((code) => (seen.get(code) ?? 0) < RUNS / 100)).toEqual([]);
  });
});

describe('the landing page and introspection', () => {
  /** What the started service answers when nothing but NODE_ENV is set. */
  async function asked(nodeEnv: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> {
    const ports = { PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'silent', SHUTDOWN_DRAIN_MS: '0' };
    const config = loadConfig({ ...ports, ...nodeEnv });
    const service = await startService(config, { isTerminal: false, write: () => undefined });
    try {
      const url = `${service.api}/graphql`;
      const page = await fetch(url, { headers: { accept: 'text/html' } });
      const body = JSON.stringify({ query: getIntrospectionQuery() });
      const schema = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      // An answer that nobody reads keeps its connection, and the worker of jest with it.
      await schema.arrayBuffer();
      return { page: page.status, schema: schema.status, isText: (await page.text()).includes('<html') };
    } finally {
      await service.stop();
    }
  }

  it.each([{ NODE_ENV: 'production' }, {}])('are off by default with %j', async (nodeEnv) => {
    expect(await asked(nodeEnv)).toEqual({ page: 405, schema: 400, isText: false });
  });

  it('are on in development', async () => {
    expect(await asked({ NODE_ENV: 'development' })).toEqual({ page: 200, schema: 200, isText: true });
  });
});
