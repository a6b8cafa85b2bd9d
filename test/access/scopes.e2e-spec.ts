import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, test, jest } from '@jest/globals';
import { buildSchema } from 'graphql';
import type { AccessDoor } from '../../src/api/access/access-door.js';
import { ApiModule } from '../../src/api/api.module.js';
import { DEFAULT_API_LIMITS } from '../../src/api/api-options.js';
import { schemaText } from '../../src/api/graphql/schema-text.js';
import { createHttpAdapter, DEFAULT_HTTP_ADAPTER_OPTIONS } from '../../src/api/http/http-adapter.js';
import { prepareApp } from '../../src/api/prepare-app.js';
import { OpenStreams } from '../../src/api/stream/open-streams.js';
import { AccessRefused } from '../../src/security/access-refused.js';
import { SCOPES, type Scope } from '../../src/security/scope.js';
import { listenAnywhere, realBatches, realValidation } from '../api/support/api-app.js';

/** Who may call what. A new route or root field without a line here fails. */
const ROUTES: Readonly<Record<string, Scope | 'public' | 'by field'>> = {
  'POST /v1/cards/validate': 'cards',
  'POST /v1/cards/batch': 'cards',
  'POST /v1/cards/batch (stream)': 'cards',
  'POST /v1/luhn/check': 'cards',
  'POST /v1/luhn/check-digit': 'cards',
  'POST /v1/luhn/explain': 'cards',
  'GET /v1/iins/:prefix': 'iins',
  'GET /v1/brands': 'iins',
  'GET /v1/brands/:id': 'iins',
  'GET /v1/industries': 'iins',
  'GET /v1/dataset': 'iins',
  'GET /v1/iin-table': 'iins',
  'POST /graphql': 'by field',
  'GET /graphql': 'public',
  'GET /openapi.json': 'public',
  'GET /docs': 'public',
  'GET /docs/start.js': 'public',
  'GET /docs/swagger-ui-bundle.js': 'public',
  'GET /docs/swagger-ui.css': 'public',
};

const FIELDS: Readonly<Record<string, readonly [scope: Scope, query: string]>> = {
  validateCard: ['cards', 'query ($pan: PAN!) { field: validateCard(pan: $pan) { status } }'],
  validateCards: ['cards', 'query ($pan: PAN!) { field: validateCards(cards: [{ pan: $pan }]) { dataVersion } }'],
  luhn: ['cards', 'query ($digits: Digits!) { field: luhn(digits: $digits) { valid } }'],
  luhnCheckDigit: ['cards', 'query ($digits: Digits!) { field: luhnCheckDigit(digits: $digits) { checkDigit } }'],
  luhnExplanation: ['cards', 'query ($digits: Digits!) { field: luhnExplanation(digits: $digits) { valid } }'],
  iin: ['iins', 'query ($prefix: IinPrefix!) { field: iin(prefix: $prefix) { dataVersion } }'],
  brands: ['iins', '{ field: brands { id } }'],
  brand: ['iins', '{ field: brand(id: "visa") { id } }'],
  industries: ['iins', '{ field: industries { digit } }'],
  dataset: ['iins', '{ field: dataset { dataVersion } }'],
};

/** A published test number. */
const PAN = '4242424242424242';
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /v1/cards/validate': { pan: PAN },
  'POST /v1/cards/batch': [{ pan: PAN }],
  'POST /v1/cards/batch (stream)': `${PAN}\n`,
};

/** Takes the scopes out of a header; anybody may claim any. */
const door: AccessDoor = {
  authenticator: {
    kind: 'api_key',
    challenge: null,
    addressOf: () => '192.0.2.7',
    authenticate: ({ headers }) => {
      const scope = SCOPES.find((one) => one === headers['x-test-scope']);
      if (scope === undefined) throw new AccessRefused('missing');
      return { kind: 'api_key', id: 'test', address: '192.0.2.7', scopes: [scope], cardsMax: null };
    },
  },
  budget: { spend: () => null, spendUpTo: (_client, cards) => ({ cards, state: null }) },
  watch: { cardAnswered: () => undefined, blockAnswered: () => undefined },
  observer: { accessRefused: () => undefined, budgetSpent: () => undefined },
};

@Module({})
class TestModule {}

const registered = new Set<string>();
let app: NestFastifyApplication;
let origin = '';

jest.setTimeout(60_000);

beforeAll(async () => {
  const adapter = createHttpAdapter(DEFAULT_HTTP_ADAPTER_OPTIONS);
  adapter.getInstance().addHook('onRoute', ({ method, url, constraints }) => {
    for (const one of [method].flat())
      registered.add(
        `${one} ${url}${constraints === undefined || Object.keys(constraints).length === 0 ? '' : ' (stream)'}`,
      );
  });
  const options = {
    validation: realValidation(),
    batch: { lines: realBatches(), streams: new OpenStreams(16) },
    access: door,
    version: '1.0.0',
    limits: DEFAULT_API_LIMITS,
    graphql: true,
    introspection: false,
    graphiql: true,
    docs: true,
  };
  app = await NestFactory.create<NestFastifyApplication>(
    { module: TestModule, imports: [ApiModule.register(options)] },
    adapter,
    { bodyParser: false, logger: false },
  );
  prepareApp(app);
  origin = `http://127.0.0.1:${String(await listenAnywhere(app))}`;
});
afterAll(() => app.close());

async function statusOf(route: string, scope: Scope | null): Promise<number> {
  const [method = '', path = ''] = route.split(' ');
  const isStream = route.endsWith('(stream)');
  const body = BODIES[route] ?? { digits: '79927398713' };
  const response = await fetch(`${origin}${path.replace(':prefix', '424242').replace(':id', 'visa')}`, {
    method,
    headers: {
      ...(scope !== null && { 'x-test-scope': scope }),
      ...(method === 'POST' && { 'content-type': isStream ? 'text/plain' : 'application/json' }),
    },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  // Unread, it would hold its connection, and the end of the application wait for it.
  await response.arrayBuffer();
  return response.status;
}

/** `answered`, or the problem. GraphQL answers 200 to what it has begun to carry out. */
async function fieldAnswer(query: string, scope: Scope): Promise<string> {
  const given = { pan: PAN, digits: '79927398713', prefix: '424242' };
  const used = Object.entries(given).filter(([name]) => query.includes(`$${name}`));
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-test-scope': scope },
    body: JSON.stringify({ query, variables: Object.fromEntries(used) }),
  });
  const { data, errors = [] } = (await response.json()) as GraphqlAnswer;
  const [error] = errors;
  if (error === undefined) return data?.field == null ? 'nothing' : 'answered';
  return data?.field == null ? error.extensions.problem : 'both';
}

interface GraphqlAnswer {
  readonly data?: { readonly field?: unknown } | null;
  readonly errors?: readonly { readonly extensions: { readonly problem: string } }[];
}

describe('every route', () => {
  test('has a line in the table above, and nothing else has', () => {
    const ours = [...registered].filter((route) => !/^(HEAD|OPTIONS) /.test(route));
    expect(ours.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
  });

  test.each(Object.entries(ROUTES))('%s: %s', async (route, needed) => {
    const answers = [await statusOf(route, null)];
    for (const scope of SCOPES) answers.push(await statusOf(route, scope));
    const expected = SCOPES.map((scope) => (scope === needed || scope === 'admin' ? 200 : 403));
    if (needed === 'public') expect(answers).toEqual([200, 200, 200, 200]);
    // No document: refused for that, and only by whom was let in.
    else if (needed === 'by field') expect(answers).toEqual([401, 400, 400, 400]);
    else expect(answers).toEqual([401, ...expected]);
  });

  test('asks the same of HEAD as of GET', async () => {
    const heads = [...registered].filter((route) => route.startsWith('HEAD /v1/'));
    expect(heads).toHaveLength(6);
    for (const route of heads)
      expect([route, await statusOf(route, null), await statusOf(route, 'cards')]).toEqual([route, 401, 403]);
  });
});

describe('every root field', () => {
  test('has a line in the table above, and nothing else has', () => {
    const fields = buildSchema(schemaText(app)).getQueryType()?.getFields() ?? {};
    expect(Object.keys(fields).toSorted()).toEqual(Object.keys(FIELDS).toSorted());
    expect(buildSchema(schemaText(app)).getMutationType()).toBeUndefined();
  });

  test.each(Object.entries(FIELDS))('%s', async (_, [needed, query]) => {
    for (const scope of SCOPES)
      expect([scope, await fieldAnswer(query, scope)]).toEqual([
        scope,
        scope === needed || scope === 'admin' ? 'answered' : 'forbidden',
      ]);
  });

  test('is refused beside one that is allowed', async () => {
    const query = 'query ($pan: PAN!) { brands { id } field: validateCard(pan: $pan) { status } }';
    expect(await fieldAnswer(query, 'iins')).toBe('forbidden');
  });
});
