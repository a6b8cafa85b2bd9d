import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DEFAULT_API_LIMITS } from '../../src/api/api-options.js';
import { createApiApp } from './support/api-app.js';
import { type Answer, Client } from './support/answers.js';
import { BATCH_REPORT } from './support/selections.js';

const { batchCardsMax } = DEFAULT_API_LIMITS;
/** Starts of many brands, so that its answers are the longest. */
const UNDECIDED = { pan: '6' };
const LIST = 'query ($c: [CardInput!]!)';

/** Requests small enough to be taken whose work would not be. The limits are tested, never the time. */
describe('a small request cannot ask for much work', () => {
  let app: NestFastifyApplication;
  let client: Client;
  beforeAll(async () => {
    app = await createApiApp();
    client = new Client(app);
  });
  afterAll(() => app.close());

  const cardsOf = (count: number, card: object = UNDECIDED): object[] => Array.from({ length: count }, () => card);
  const propertiesOf = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 1]));
  const problemOf = ({ status, body }: Answer): unknown[] => [status, body.errors[0].extensions.problem];

  describe('by naming fields again', () => {
    const refused = [400, 'graphql_too_many_fields'];
    const batch = (selection: string, fragments = ''): Promise<Answer> =>
      client.graphql(`${LIST} { validateCards(cards: $c) { ${selection} } } ${fragments}`, { c: [UNDECIDED] });

    it('though all of them may be asked for, for every card of the largest batch', async () => {
      const query = `${LIST} { validateCards(cards: $c) { ${BATCH_REPORT} } }`;
      const answer = await client.graphql(query, { c: cardsOf(batchCardsMax) });
      expect(answer.status).toBe(200);
      expect(answer.body.data.validateCards.results).toHaveLength(batchCardsMax);
    });

    it.each([
      ['under two aliases', 'results { a: candidates { low } b: candidates { low } }'],
      ['under its name and an alias', 'results { candidates { low } b: candidates { low } }'],
      ['that is no list', 'results { candidates { a: source b: source } }'],
      ['that every object has', 'results { a: __typename b: __typename }'],
      ['in two selections of one object', 'results { candidates { a: source } } results { candidates { b: source } }'],
      ['in an inline fragment', 'results { status ... { s: status } }'],
    ])('%s', async (_how, selection) => {
      expect(problemOf(await batch(selection))).toEqual(refused);
    });

    it('in fragments', async () => {
      const fragments = 'fragment f on CardReport { status } fragment g on CardReport { s: status }';
      expect(problemOf(await batch('results { ...f ...g }', fragments))).toEqual(refused);
      expect((await batch('results { ...f ...f }', fragments.split(' fragment g')[0])).status).toBe(200);
    });

    it('while renaming a field, and using it in different objects, is welcome', async () => {
      const answer = await batch('results { s: status candidates { status } brand { name } n: networks { id } }');
      expect(answer.status).toBe(200);
      const roots = await client.graphql('{ a: brand(id: "visa") { i: id } b: brand(id: "jcb") { id } }');
      expect(roots.body.data).toEqual({ a: { i: 'visa' }, b: { id: 'jcb' } });
    });
  });

  describe('by sending variables full of things nobody declared', () => {
    const sent = (variables: object): Promise<Answer> =>
      client.graphql(`${LIST} { validateCards(cards: $c) { dataVersion } }`, variables);

    it.each<[string, object, unknown[]]>([
      ['a card of many properties', { c: [{ pan: '4', ...propertiesOf(17) }] }, [400, 'graphql_variables_invalid']],
      ['many variables', { c: [UNDECIDED], ...propertiesOf(100) }, [400, 'graphql_variables_invalid']],
      ['nesting', { c: [{ pan: [[[[[[[[]]]]]]]] }] }, [400, 'graphql_variables_invalid']],
      ['a list of other things', { c: Array(batchCardsMax + 1).fill('4') }, [400, 'graphql_variables_invalid']],
      ['cards', { c: cardsOf(batchCardsMax + 1) }, [413, 'too_many_cards']],
    ])('as %s', async (_what, variables, problem) => {
      const answer = await sent(variables);
      expect(problemOf(answer)).toEqual(problem);
      expect(answer.body.errors).toHaveLength(1);
    });

    it('as a policy list, whose place in the batch is told', async () => {
      const { body } = await sent({ c: [UNDECIDED, { pan: '4', accept: { brands: Array(101).fill('visa') } }] });
      expect(body.errors[0].extensions.errors).toMatchObject([
        { pointer: '/cards/1/accept/brands', code: 'too_many_items' },
      ]);
    });

    it('and is not told mistake by mistake', async () => {
      const { status, body } = await sent({ c: cardsOf(60, { pan: true }) });
      expect(status).toBe(400);
      const problems = body.errors.map((error: Answer['body']) => error.extensions.problem);
      expect(problems).toEqual(['graphql_variables_invalid', 'graphql_variables_invalid']);
    });
  });

  describe('by sending a body full of them', () => {
    const unknown = (pointer: string): object => ({ pointer, code: 'unknown_property' });

    it.each<[string, string, unknown, object]>([
      ['a card', '/v1/cards/validate', { pan: '4', ...propertiesOf(16) }, unknown('')],
      ['a card of a batch', '/v1/cards/batch', [UNDECIDED, { pan: '4', ...propertiesOf(16) }], unknown('/1')],
      ['a policy', '/v1/cards/batch', [{ pan: '4', accept: propertiesOf(17) }], unknown('/0/accept')],
      ['an unknown object', '/v1/cards/validate', { pan: '4', mine: propertiesOf(17) }, unknown('')],
      [
        'a policy list',
        '/v1/cards/batch',
        [{ pan: '4', accept: { brands: Array(101).fill(1) } }],
        { pointer: '/0/accept/brands', code: 'too_many_items' },
      ],
    ])('in %s', async (_where, route, body, mistake) => {
      const answer = await client.post(route, body as object);
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toEqual([expect.objectContaining(mistake)]);
    });

    it.each([1, [], {}])('as more items than a batch takes, each %j', async (item) => {
      const answer = await client.post('/v1/cards/batch', Array(batchCardsMax + 1).fill(item));
      expect([answer.status, answer.body.code]).toEqual([413, 'too_many_cards']);
    });
  });
});
