import type { LiveService } from './live-service.js';

const STREAM = { 'content-type': 'text/plain' };

/** Of each kind there is some, good and bad. @returns What each was answered, by what it is. */
export async function drive(service: LiveService): Promise<Readonly<Record<string, number>>> {
  const post = (path: string, body: unknown, headers = {}): Promise<number> =>
    service.call('POST', path, typeof body === 'string' ? body : JSON.stringify(body), headers);
  return {
    valid: await post('/v1/cards/validate', { pan: '4111111111111111' }),
    invalid: await post('/v1/cards/validate', { pan: '4111111111111112' }),
    luhn: await post('/v1/luhn/check', { digits: '79927398713' }),
    prefix: await service.call('GET', '/v1/iins/411111'),
    graphql: await post('/graphql', { query: '{ brands { id } }' }),
    batch: await post('/v1/cards/batch', ['4111111111111111']),
    stream: await post('/v1/cards/batch', '4111111111111111\n5555555555554444\nx\n', STREAM),
    badShape: await post('/v1/cards/validate', { pam: '' }),
    nowhere: await service.call('GET', '/v1/nowhere'),
    stranger: await service.call('GET', '/v1/brands', '', { authorization: 'Bearer nobody' }),
    poor: await service.callPoor(['4111111111111111', '5555555555554444']),
    reload: await service.reload(),
    overfull: await service.overfill(),
  };
}
