import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { embeddedTable, madeUp } from '../support/embedded-table.js';
import { FakeIinSource } from '../support/fakes.js';
import { issuerFile, issuerRecord, issuerTableOf } from '../support/issuer-rows.js';
import { createApiApp, realValidation } from './support/api-app.js';
import { Client } from './support/answers.js';
import * as selections from './support/selections.js';

const KOREA = issuerFile(
  'korea',
  [
    issuerRecord('949022', '949022', {
      name: '현대카드',
      funding: 'credit',
      segment: 'commercial',
      product: '현대법인',
    }),
    issuerRecord('940060', '940060', { name: 'A Korean issuer' }),
    issuerRecord('453957', '453957', { brandId: 'mastercard' }),
    issuerRecord('453957863', '453957863', { name: null, funding: 'debit' }),
  ],
  {
    version: '2026-04-28',
    licence: 'none stated',
    locator: 'https://example.com/table',
    countries: ['KR'],
    rowsRead: 6,
    skipped: [{ reason: 'deleted_by_publisher', count: 2 }],
    notes: [{ reason: 'text_cut', count: 1 }],
  },
);
const CHINA = issuerFile('china', [issuerRecord('940060', '940060', { country: 'CN', panLengths: [16, 19] })]);
const first = issuerTableOf([KOREA, CHINA]);
const second = issuerTableOf([KOREA]);

describe('issuers at both doors', () => {
  const source = new FakeIinSource(embeddedTable, first);
  let app: NestFastifyApplication;
  let client: Client;
  beforeAll(async () => {
    app = await createApiApp({ api: { validation: realValidation(source) } });
    client = new Client(app);
  });
  afterAll(() => app.close());

  const VALIDATE = `query ($pan: PAN!, $accept: AcceptanceInput) { validateCard(pan: $pan, accept: $accept) { ${selections.CARD_REPORT} } }`;

  it.each([
    ['one issuer', { pan: madeUp('949022', 16) }],
    ['issuers in two countries', { pan: madeUp('940060', 16) }],
    ['another brand than ours', { pan: madeUp('453957', 16) }],
    ['nobody', { pan: madeUp('411111', 16) }],
    ['digits still missing', { pan: '453957' }],
    ['a policy', { pan: madeUp('949022', 16), accept: { countries: ['KR'], funding: ['credit'] } }],
  ])('are the same: %s', async (_what, card) => {
    for (const language of ['en', 'ko']) {
      const headers = { 'accept-language': language };
      const rest = await client.post('/v1/cards/validate', card, headers);
      expect(rest.status).toBe(200);
      expect((await client.graphql(VALIDATE, card, headers)).body).toEqual({ data: { validateCard: rest.body } });
    }
  });

  it.each(['949022', '94902200000', '940060', '453957', '45395786', '453957863', '9490'])(
    'are the same for the prefix %s',
    async (prefix) => {
      const rest = await client.get(`/v1/iins/${prefix}`);
      const graphql = await client.graphql(`{ iin(prefix: "${prefix}") { ${selections.IIN_REPORT} } }`);
      expect(rest.status).toBe(200);
      expect(graphql.body).toEqual({ data: { iin: rest.body } });
    },
  );

  it('come with every field of the row and the title of the file', async () => {
    const { body } = await client.get('/v1/iins/949022');
    expect(body).toMatchObject({
      issuer: {
        name: '현대카드',
        country: 'KR',
        funding: 'credit',
        product: '현대법인',
        segment: 'commercial',
        brand: null,
        source: KOREA.title,
      },
      dataVersion: `${embeddedTable.version}+${first.version}`,
    });
    expect(body.issuerCandidates).toEqual([body.issuer]);
  });

  it('come from files that the data set lists, with edition, rows, licence and the time of loading', async () => {
    const rest = await client.get('/v1/dataset');
    const graphql = await client.graphql(`{ dataset { ${selections.DATASET} } }`);
    expect(graphql.body).toEqual({ data: { dataset: rest.body } });
    const { records, ...korea } = KOREA;
    expect(records).not.toEqual([]);
    expect(rest.body.issuerData).toMatchObject({
      version: first.version,
      sha256: first.sha256,
      builtAt: '2026-11-22T00:00:00.000Z',
      loadedAt: '2026-11-22T00:00:00.000Z',
      rowCount: 5,
      files: [korea, { id: 'china' }],
    });
  });

  it('are the same in a batch', async () => {
    const cards = [{ pan: madeUp('949022', 16) }, { pan: madeUp('940060', 16) }, { pan: 'x' }];
    const rest = await client.post('/v1/cards/batch', cards);
    const query = `query ($cards: [CardInput!]!) { validateCards(cards: $cards) { ${selections.BATCH_REPORT} } }`;
    expect((await client.graphql(query, { cards })).body).toEqual({ data: { validateCards: rest.body } });
    expect(rest.body.dataVersion).toBe(`${embeddedTable.version}+${first.version}`);
  });

  it('change the entity tags of the answers that name them, and of no others, when new data is put in place', async () => {
    const paths = ['/v1/iins/949022', '/v1/dataset', '/v1/brands', '/v1/brands/visa', '/v1/iin-table'];
    const tags = async (): Promise<readonly unknown[]> =>
      Promise.all(paths.map(async (path) => (await client.get(path)).headers['etag']));
    source.swap(embeddedTable, first);
    const before = await tags();
    expect(before.every((tag) => typeof tag === 'string')).toBe(true);
    source.swap(embeddedTable, second);
    const after = await tags();
    expect(after.map((tag, index) => tag === before[index])).toEqual([false, false, true, true, true]);
    const [stale] = before;
    expect((await client.get('/v1/iins/949022', { 'if-none-match': String(stale) })).status).toBe(200);
    expect((await client.get('/v1/iins/949022', { 'if-none-match': String(after[0]) })).status).toBe(304);
    source.swap(embeddedTable, first);
  });

  it('let nobody keep an answer that was made while new data was put in place', async () => {
    const current = source.current.bind(source);
    let asked = 0;
    source.current = () => {
      // The first look is the entity tag's, the second the answer's; then the swap.
      if (++asked === 3) source.swap(embeddedTable, second);
      return current();
    };
    const { headers, status } = await client.get('/v1/iins/949022');
    source.current = current;
    source.swap(embeddedTable, first);
    expect([status, headers['etag']]).toEqual([200, undefined]);
    expect(headers['cache-control']).toBe('no-store');
    expect((await client.get('/v1/iins/949022')).headers['etag']).toEqual(expect.any(String));
  });
});
