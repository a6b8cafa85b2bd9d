import { describe, expect, test } from '@jest/globals';
import type { AccessDoor } from '../../src/api/access/access-door.js';
import { createApiApp } from '../api/support/api-app.js';

const DOOR: Omit<AccessDoor, 'authenticator'> = {
  budget: { spend: () => null, spendUpTo: () => ({ granted: 1, state: null, retryAfterSeconds: null }) } as never,
  watch: { cardAnswered: () => undefined, blockAnswered: () => undefined },
  observer: { accessRefused: () => undefined, budgetSpent: () => undefined },
};

describe('a bug in whoever asks for credentials', () => {
  test.each([
    [
      'throws',
      () => {
        throw new TypeError('x');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('x'))],
  ])('lets nobody in when it %s, and is reported', async (_how, authenticate) => {
    const failures: unknown[] = [];
    const authenticator = { kind: 'api_key', challenge: null, addressOf: () => '192.0.2.1', authenticate } as const;
    const access = { ...DOOR, authenticator };
    const app = await createApiApp({ api: { access, reportFailure: (error) => failures.push(error) } });
    const payload = { pan: '4242424242424242' };
    const { statusCode, json } = await app.inject({ method: 'POST', url: '/v1/cards/validate', payload });
    await app.close();
    expect([statusCode, json<{ readonly code: string }>().code]).toEqual([500, 'internal_error']);
    expect(failures).toEqual([expect.any(TypeError)]);
  });
});
