import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApiApp } from './support/api-app.js';
import { Client } from './support/answers.js';
import * as selections from './support/selections.js';
import { madeUp } from '../support/embedded-table.js';

/** Published test numbers, and input as it comes from people, spreadsheets and bugs. */
const CARDS: readonly (readonly [why: string, card: object])[] = [
  ['Visa', { pan: '4111111111111111' }],
  ['Visa of 13 digits', { pan: '4222222222222' }],
  ['Visa Debit', { pan: '4000056655665556' }],
  ['Mastercard', { pan: '5555555555554444' }],
  ['Mastercard of the 2 series', { pan: '2223003122003222' }],
  ['American Express', { pan: '378282246310005' }],
  ['Discover', { pan: '6011111111111117' }],
  ['Diners Club', { pan: '30569309025904' }],
  ['Diners Club of 16 digits', { pan: '3056930009020004' }],
  ['JCB', { pan: '3530111333300000' }],
  ['UnionPay', { pan: '6200000000000005' }],
  ['UnionPay of 19 digits', { pan: '6205500000000000004' }],
  ['UnionPay that fails Luhn', { pan: '6212345678901232' }],
  ['Maestro', { pan: '6759649826438453' }],
  ['a Visa co-badged with Cartes Bancaires', { pan: '4035501000000008' }],
  ['mada', { pan: '4201320000013020' }],
  ['RuPay', { pan: '6073849300004958' }],
  ['Mir', { pan: '2200000000000004' }],
  ['Elo', { pan: '6362970000457013' }],
  ['Hipercard', { pan: '6062828888666688' }],
  ['Verve', { pan: '5060990580000217499' }],
  ['Troy', { pan: '9792030394440796' }],
  ['a Korean domestic prefix', { pan: '9490940000000000' }],
  ['a range nobody knows', { pan: madeUp('0123', 16) }],
  ['a wrong check digit', { pan: '4111111111111112' }],
  ['a swapped pair', { pan: '4111111111111101' }],
  ['a length the range does not have', { pan: '41111111111111116' }],
  ['nothing', { pan: '' }],
  ['spaces', { pan: '   ' }],
  ['too short', { pan: '411111' }],
  ['too long', { pan: '41111111111111111111111' }],
  ['groups', { pan: '4111 1111 1111 1111' }],
  ['hyphens', { pan: '4111-1111-1111-1111' }],
  ['a letter', { pan: '4111l11111111111' }],
  ['full-width digits', { pan: '４１１１１１１１１１１１１１１１' }],
  ['Arabic-Indic digits', { pan: '٤١١١١١١١١١١١١١١١' }],
  ['a zero-width space', { pan: '4111\u200b111111111111' }],
  ['a tab', { pan: '4111\t1111 1111 1111' }],
  ['a control character', { pan: '4111\u0000111111111111' }],
  ['half a surrogate', { pan: '\ud83d4111' }],
  ['zeros', { pan: '0000000000000000' }],
  ['a JSON number', { pan: 4111111111111111 }],
  ['a JSON number beyond 2^53', { pan: Number('6205500000000000004') }],
  ['a negative number', { pan: -1 }],
  ['an expiry date', { pan: '4111111111111111', expiry: '12/30' }],
  ['an expired date', { pan: '4111111111111111', expiry: '01/20' }],
  ['an unreadable date', { pan: '4111111111111111', expiry: 'soon' }],
  ['a far date', { pan: '4111111111111111', expiry: '2099-01' }],
  ['a security code', { pan: '4111111111111111', cvv: '123' }],
  ['a security code too long', { pan: '4111111111111111', cvv: '1234' }],
  ['a security code of letters', { pan: '378282246310005', cvv: 'abcd' }],
  ['nulls', { pan: '4111111111111111', expiry: null, cvv: null, accept: null }],
  ['an empty policy', { pan: '4111111111111111', accept: {} }],
  ['a policy that takes it', { pan: '4111111111111111', accept: { brands: ['visa'] } }],
  ['a policy that does not', { pan: '378282246310005', accept: { brands: ['visa', 'mastercard'] } }],
  ['a policy about what nobody knows', { pan: '4111111111111111', accept: { funding: ['credit'], countries: ['KR'] } }],
  ['a policy of nulls', { pan: '4111111111111111', accept: { brands: null, funding: null, countries: null } }],
];

describe('REST and GraphQL give the same answer', () => {
  let app: NestFastifyApplication;
  let client: Client;
  beforeAll(async () => {
    app = await createApiApp();
    client = new Client(app);
  });
  afterAll(() => app.close());

  const VALIDATE = `query ($pan: PAN!, $expiry: String, $cvv: String, $accept: AcceptanceInput) {
    validateCard(pan: $pan, expiry: $expiry, cvv: $cvv, accept: $accept) { ${selections.CARD_REPORT} } }`;

  describe.each([['en'], ['ko']])('in %s', (language) => {
    const headers = { 'accept-language': language };

    it.each(CARDS)('about %s', async (_why, card) => {
      const rest = await client.post('/v1/cards/validate', card, headers);
      const graphql = await client.graphql(VALIDATE, card, headers);
      expect(rest.status).toBe(200);
      expect(graphql.body).toEqual({ data: { validateCard: rest.body } });
    });

    it('about a batch of all of them', async () => {
      const cards = CARDS.map(([, card]) => card);
      const rest = await client.post('/v1/cards/batch', cards, headers);
      const query = `query ($cards: [CardInput!]!) { validateCards(cards: $cards) { ${selections.BATCH_REPORT} } }`;
      const graphql = await client.graphql(query, { cards }, headers);
      expect(rest.status).toBe(200);
      expect(rest.body.results).toHaveLength(CARDS.length);
      expect(graphql.body).toEqual({ data: { validateCards: rest.body } });
    });

    it.each(['4', '41', '411111', '41111111111', '62', '9', '0', '94909400', '6', '35', '3'])(
      'about prefix %s',
      async (prefix) => {
        const rest = await client.get(`/v1/iins/${prefix}`, headers);
        const graphql = await client.graphql(`{ iin(prefix: "${prefix}") { ${selections.IIN_REPORT} } }`, {}, headers);
        expect(rest.status).toBe(200);
        expect(graphql.body).toEqual({ data: { iin: rest.body } });
      },
    );

    it.each([
      ['industries', '/v1/industries', `industries { ${selections.INDUSTRIES} }`],
      ['brands', '/v1/brands', `brands { ${selections.BRAND_SUMMARY} }`],
      ['dataset', '/v1/dataset', `dataset { ${selections.DATASET} }`],
    ])('about the %s', async (name, path, selection) => {
      const rest = await client.get(path, headers);
      expect((await client.graphql(`{ ${selection} }`, {}, headers)).body).toEqual({ data: { [name]: rest.body } });
    });
  });

  it('about every brand', async () => {
    const { body: brands } = await client.get('/v1/brands');
    expect(brands.length).toBeGreaterThan(10);
    for (const { id } of brands) {
      const rest = await client.get(`/v1/brands/${id}`);
      const graphql = await client.graphql(`query ($id: ID!) { brand(id: $id) { ${selections.BRAND} } }`, { id });
      expect(graphql.body).toEqual({ data: { brand: rest.body } });
    }
  });

  it.each(['79927398713', '7992 7398-710', '0', '00', '18', '490154203237518', '1'.repeat(1024)])(
    'about the check digit of %s',
    async (digits) => {
      for (const [path, field, selection] of [
        ['check', 'luhn', selections.LUHN_CHECK],
        ['check-digit', 'luhnCheckDigit', selections.LUHN_CHECK_DIGIT],
        ['explain', 'luhnExplanation', selections.LUHN_EXPLANATION],
      ] as const) {
        const rest = await client.post(`/v1/luhn/${path}`, { digits });
        const graphql = await client.graphql(`query ($d: Digits!) { ${field}(digits: $d) { ${selection} } }`, {
          d: digits,
        });
        expect(rest.status).toBe(200);
        expect(graphql.body).toEqual({ data: { [field]: rest.body } });
      }
    },
  );

  it.each([
    ['a wrong type', { pan: 'x'.repeat(257) }],
    ['an unknown brand', { pan: 'x', accept: { brands: ['visa', 'nope'] } }],
    ['too many countries', { pan: 'x', accept: { countries: Array.from({ length: 101 }, () => 'KR') } }],
    ['a country in small letters', { pan: 'x', accept: { countries: ['kr'] } }],
    ['several mistakes', { pan: 'x'.repeat(257), expiry: 'x'.repeat(33), cvv: 'x'.repeat(33) }],
  ])('about the mistakes of a request with %s', async (_why, card) => {
    const rest = await client.post('/v1/cards/validate', card);
    const graphql = await client.graphql(VALIDATE, card);
    const { extensions, message } = graphql.body.errors[0];
    expect(rest.status).toBe(422);
    expect({ problem: extensions.problem, errors: extensions.errors, message }).toEqual({
      problem: rest.body.code,
      errors: rest.body.errors,
      message: rest.body.title,
    });
  });
});
