import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getIntrospectionQuery } from 'graphql';
import { DEFAULT_API_LIMITS } from '../../src/api/api-options.js';
import { PROBLEMS, type ProblemCode } from '../../src/api/problems/problem.js';
import { createApiApp } from './support/api-app.js';
import { type Answer, Client } from './support/answers.js';

const VISA = '4111111111111111';
const VALIDATE = 'query ($pan: PAN!) { validateCard(pan: $pan) { status } }';

describe('the GraphQL door', () => {
  let app: NestFastifyApplication;
  let client: Client;
  beforeAll(async () => {
    app = await createApiApp();
    client = new Client(app);
  });
  afterAll(() => app.close());

  function expectRefusal(answer: Answer, problem: ProblemCode, code: string): void {
    expect(answer.status).toBe(400);
    for (const error of answer.body.errors) {
      expect(error).toEqual({ message: PROBLEMS[problem].title.en, extensions: { code, problem } });
    }
    expect(answer.body.errors.length).toBeGreaterThan(0);
    expect(answer.body).not.toHaveProperty('data');
  }

  it('answers and is never cached', async () => {
    const answer = await client.graphql(VALIDATE, { pan: VISA }, { 'accept-language': 'ko' });
    expect(answer.body).toEqual({ data: { validateCard: { status: 'valid' } } });
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-language': 'ko',
      vary: 'Accept-Language',
    });
  });

  it.each(['application/json', 'application/graphql-response+json', '*/*'])('answers as %s', async (accept) => {
    const answer = await client.graphql('{ dataset { released } }', {}, { accept });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(accept === '*/*' ? /^application\/json/ : accept);
  });

  describe('refuses card numbers in documents', () => {
    it.each([
      ['an argument', `{ validateCard(pan: "${VISA}") { status } }`],
      ['a number', `{ validateCard(pan: ${VISA}) { status } }`],
      ['anything but a variable', '{ validateCard(pan: "x") { status } }'],
      ['an input object', '{ validateCards(cards: [{ pan: "x" }]) { dataVersion } }'],
      ['the default of a variable', 'query ($p: PAN! = "x") { validateCard(pan: $p) { status } }'],
      ['digits', '{ luhn(digits: "18") { valid } }'],
      ['an alias', `{ a${VISA}: dataset { released } }`],
      ['the name of an operation', `query a4111_1111_1111_1111 { dataset { released } }`],
      ['full-width digits', '{ brand(id: "４１１１１１１１１１１１１１１１") { id } }'],
      ['Arabic-Indic digits', '{ brand(id: "٤١١١١١١١١١١١١١١١") { id } }'],
      ['digits beyond the basic plane', '{ brand(id: "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏") { id } }'],
      [
        'text where any text may stand',
        `query ($p: PAN!) { validateCard(pan: $p, cvv: "4111 1111 1111 1111") { status } }`,
      ],
    ])('as %s', async (_where, query) => {
      const answer = await client.graphql(query, { p: 'x' });
      expectRefusal(answer, 'graphql_literal_not_allowed', 'GRAPHQL_VALIDATION_FAILED');
    });
  });

  it.each([[[VISA]], [{}], [true], [null], [undefined]])('takes no %j as a card number', async (pan) => {
    expectRefusal(await client.graphql(VALIDATE, { pan }), 'graphql_variables_invalid', 'BAD_USER_INPUT');
  });

  it.each([[1], [null], [['1']], [{}]])('takes no %j as digits', async (digits) => {
    const query = 'query ($d: Digits!) { luhn(digits: $d) { valid } }';
    expectRefusal(await client.graphql(query, { d: digits }), 'graphql_variables_invalid', 'BAD_USER_INPUT');
  });

  it('takes prefixes in the document, but no longer ones', async () => {
    expect((await client.graphql('{ iin(prefix: "41") { prefix } }')).body).toEqual({
      data: { iin: { prefix: '41' } },
    });
    const long = await client.graphql('query ($p: IinPrefix!) { iin(prefix: $p) { prefix } }', { p: VISA });
    expectRefusal(long, 'prefix_not_allowed', 'BAD_USER_INPUT');
    const wrong = await client.graphql('{ iin(prefix: "4x") { prefix } }');
    expectRefusal(wrong, 'prefix_not_allowed', 'GRAPHQL_VALIDATION_FAILED');
  });

  it('answers null and an error for a brand that does not exist', async () => {
    const { status, body } = await client.graphql('{ brand(id: "nope") { id } }');
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { brand: null },
      errors: [
        { message: 'No brand has this id.', extensions: { code: 'BAD_USER_INPUT', problem: 'brand_not_found' } },
      ],
    });
  });

  it('checks every card of a list', async () => {
    const query = 'query ($cards: [CardInput!]!) { validateCards(cards: $cards) { dataVersion } }';
    const cards = [{ pan: VISA }, { pan: 'x'.repeat(300) }, { pan: VISA, accept: { brands: [], countries: ['xx'] } }];
    const { body } = await client.graphql(query, { cards });
    expect(body.errors[0].extensions.errors).toMatchObject([
      { pointer: '/cards/1/pan', code: 'too_long' },
      { pointer: '/cards/2/accept/countries', code: 'not_allowed' },
    ]);
  });

  it('takes a thousand cards, and not one more', async () => {
    const query = 'query ($cards: [CardInput!]!) { validateCards(cards: $cards) { summary { total } } }';
    const cards = Array.from({ length: 1000 }, () => ({ pan: VISA }));
    expect((await client.graphql(query, { cards })).body.data.validateCards.summary.total).toBe(1000);
    const { body } = await client.graphql(query, { cards: [...cards, { pan: VISA }] });
    expect(body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', problem: 'too_many_cards' });
  });

  it('says its errors in the language of the caller', async () => {
    const korean = { 'accept-language': 'ko' };
    const refused = await client.graphql('{ nothing }', {}, korean);
    expect(refused.body.errors[0].message).toBe(PROBLEMS.graphql_document_invalid.title.ko);
    const wrong = await client.graphql(VALIDATE, { pan: 'x'.repeat(300) }, korean);
    expect(wrong.body.errors[0].extensions.errors[0].message).toBe('길이 한도를 넘었습니다.');
  });

  describe('has limits', () => {
    const { graphqlDepthMax, graphqlAliasesMax, graphqlRootFieldsMax } = DEFAULT_API_LIMITS;
    const repeat = (count: number, make: (index: number) => string): string =>
      Array.from({ length: count }, (_, index) => make(index)).join(' ');

    it('of depth, also through fragments', async () => {
      const tight = await createApiApp({ api: { limits: { ...DEFAULT_API_LIMITS, graphqlDepthMax: 3 } } });
      const tightClient = new Client(tight);
      const deep = '{ brand(id: "visa") { ranges { networks { name } } } }';
      const hidden =
        '{ brand(id: "visa") { ...a } } fragment a on Brand { ranges { ...b } } fragment b on Range { networks { name } }';
      for (const query of [deep, hidden]) {
        expectRefusal(await tightClient.graphql(query), 'graphql_document_too_deep', 'GRAPHQL_VALIDATION_FAILED');
        expect((await client.graphql(query)).status).toBe(200);
      }
      expect((await tightClient.graphql('{ brand(id: "visa") { ranges { low } } }')).status).toBe(200);
      await tight.close();
      expect(graphqlDepthMax).toBeGreaterThan(4);
    });

    it('of aliases', async () => {
      const inEach = ['i: id', 'n: name', 'p: panLengths', 'r: rangeCount', 'c: cvv { length }'];
      const many = (count: number): string => {
        const brand = (index: number): string =>
          `a${index}: brand(id: "visa") { __typename ${inEach.slice(0, count - 6 * index - 1).join(' ')} }`;
        return `{ ${repeat(Math.ceil(count / 6), brand)} }`;
      };
      expect((await client.graphql(many(graphqlAliasesMax))).status).toBe(200);
      expectRefusal(
        await client.graphql(many(graphqlAliasesMax + 1)),
        'graphql_too_many_aliases',
        'GRAPHQL_VALIDATION_FAILED',
      );
    });

    it('of root fields, also through fragments', async () => {
      const many = (count: number): string => repeat(count, () => 'dataset { released }');
      const hidden = (count: number): string => `{ ...a ...a } fragment a on Query { ${many(count)} }`;
      expect((await client.graphql(`{ ${many(graphqlRootFieldsMax)} }`)).status).toBe(200);
      expect((await client.graphql(hidden(graphqlRootFieldsMax / 2))).status).toBe(200);
      for (const query of [`{ ${many(graphqlRootFieldsMax + 1)} }`, hidden(graphqlRootFieldsMax / 2 + 1)]) {
        expectRefusal(await client.graphql(query), 'graphql_too_many_fields', 'GRAPHQL_VALIDATION_FAILED');
      }
    });

    it('of one batch per operation', async () => {
      const batch = (alias: string): string => `${alias}: validateCards(cards: $c) { dataVersion }`;
      const variables = { c: [{ pan: VISA }] };
      const twice = `query ($c: [CardInput!]!) { ${batch('a')} ${batch('b')} }`;
      expectRefusal(await client.graphql(twice, variables), 'graphql_too_many_fields', 'GRAPHQL_VALIDATION_FAILED');
      expect((await client.graphql(`query ($c: [CardInput!]!) { ${batch('a')} }`, variables)).status).toBe(200);
    });

    it('of tokens', async () => {
      expectRefusal(await client.graphql(`{ ${'a '.repeat(1000)}}`), 'graphql_syntax', 'GRAPHQL_PARSE_FAILED');
    });

    it('of the length of names and of texts', async () => {
      const named = (length: number): string => `query ${'q'.repeat(length)} { dataset { released } }`;
      expect((await client.graphql(named(64))).status).toBe(200);
      expectRefusal(await client.graphql(named(65)), 'graphql_document_invalid', 'GRAPHQL_VALIDATION_FAILED');
      const saying = (length: number): string => `{ brand(id: "${'x'.repeat(length)}") { id } }`;
      expect((await client.graphql(saying(256))).status).toBe(200);
      expectRefusal(await client.graphql(saying(257)), 'graphql_literal_not_allowed', 'GRAPHQL_VALIDATION_FAILED');
    });

    it('of the length of the document, comments and all', async () => {
      const query = '{ dataset { released } } #';
      expect((await client.graphql(query.padEnd(32_768))).status).toBe(200);
      const answer = await client.graphql(query.padEnd(32_769));
      expect([answer.status, answer.body.code]).toEqual([413, 'body_too_large']);
    });

    it('of selections, counted through fragments', async () => {
      const query = `{ ${repeat(6, () => '...a')} } fragment a on Query { ${repeat(9, () => '...b')} } fragment b on Query { dataset { ${'released '.repeat(10)} } }`;
      const answer = await client.graphql(query);
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0].extensions.problem).toBe('graphql_too_many_fields');
    });

    it('and no patience with fragments that contain themselves', async () => {
      const query = '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a dataset { released } }';
      expectRefusal(await client.graphql(query), 'graphql_document_invalid', 'GRAPHQL_VALIDATION_FAILED');
    });
  });

  describe('explains nothing about its schema', () => {
    it('to introspection', async () => {
      const answer = await client.graphql(getIntrospectionQuery());
      expectRefusal(answer, 'graphql_introspection_disabled', 'GRAPHQL_VALIDATION_FAILED');
    });

    it.each(['{ brandz { id } }', '{ brands { ids } }', '{ brands(first: 1) { id } }', '{ brand }'])(
      'to %s',
      async (query) => {
        expectRefusal(await client.graphql(query), 'graphql_document_invalid', 'GRAPHQL_VALIDATION_FAILED');
      },
    );

    it('unless introspection is switched on', async () => {
      const open = await createApiApp({ api: { introspection: true } });
      const answer = await new Client(open).graphql(getIntrospectionQuery());
      expect(answer.status).toBe(200);
      expect(answer.body.data.__schema.queryType.name).toBe('Query');
      await open.close();
    });
  });

  describe('takes one way in', () => {
    it.each([
      ['a list of operations', [{ query: '{ dataset { released } }' }]],
      ['no query', {}],
      ['a query that is no text', { query: 5 }],
      ['a persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } }],
      ['variables as text', { query: '{ dataset { released } }', variables: '{}' }],
    ])('and refuses %s', async (_what, body) => {
      const answer = await client.post('/graphql', body);
      expect(answer.status).toBeGreaterThanOrEqual(200);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body.errors[0]).toEqual({
        message: PROBLEMS.graphql_request_malformed.title.en,
        extensions: { code: expect.any(String), problem: 'graphql_request_malformed' },
      });
    });

    it('and an operation that is not there', async () => {
      const answer = await client.post('/graphql', { query: 'query a { dataset { released } }', operationName: 'b' });
      expectRefusal(answer, 'graphql_operation_not_found', 'OPERATION_RESOLUTION_FAILURE');
    });

    it('and a GET', async () => {
      const answer = await client.get('/graphql?query={dataset{released}}');
      expect(answer.status).toBe(405);
      expect(answer.headers['allow']).toBe('OPTIONS, POST');
    });

    it('and serves GraphiQL by GET only where it is switched on, running nothing', async () => {
      const open = await createApiApp({ api: { graphiql: true } });
      const page = await new Client(open).get('/graphql?query={dataset{released}}', { accept: 'text/html' });
      expect(page.status).toBe(200);
      expect(page.headers['content-type']).toMatch(/^text\/html/);
      expect(page.text).not.toContain('"data"');
      await open.close();
    });
  });
});
