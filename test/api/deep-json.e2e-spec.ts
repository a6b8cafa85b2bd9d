import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApiApp } from './support/api-app.js';

const DEPTH = 500_000;
const DEEP = '['.repeat(DEPTH) + ']'.repeat(DEPTH);

describe('a long body of brackets', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await createApiApp();
  });
  afterAll(() => app.close());

  const send = async (url: string, payload: string): Promise<readonly unknown[]> => {
    const answer = await app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json' } });
    const { code, errors } = answer.json<{ readonly code: string; readonly errors?: unknown }>();
    return [answer.statusCode, code, errors];
  };
  const REFUSED = [422, 'invalid_request', [expect.objectContaining({ pointer: '', code: 'wrong_type' })]];

  test.each([
    ['a batch', '/v1/cards/batch', DEEP],
    ['a batch that is cut', '/v1/cards/batch', '['.repeat(DEPTH)],
    ['GraphQL variables', '/graphql', `{"query":"{ brands { id } }","variables":{"a":${DEEP}}}`],
  ])('is refused before it is read: %s', async (_what, url, payload) => {
    expect(await send(url, payload)).toEqual(REFUSED);
  });

  test('is read when it is long and flat', async () => {
    const cards = JSON.stringify(
      Array.from({ length: 900 }, () => ({ pan: '4242424242424242', accept: { brands: ['visa'] } })),
    );
    expect(cards.length).toBeGreaterThan(50_000);
    expect((await send('/v1/cards/batch', `${cards.slice(0, -1)}${' '.repeat(20_000)}]`))[0]).toBe(200);
  });
});
