import { describe, expect, it } from '@jest/globals';
import { type Config, type ConfigError, loadConfig } from '../../src/config/config.js';

function mistakesIn(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).lines();
  }
}

const KEYS = { AUTH: 'api-key', API_KEYS_FILE: '/etc/keys' };
const REDIS = { REDIS_URL: 'redis://127.0.0.1' };

describe('settings about budgets', () => {
  it('are off unless they are set', () => {
    const { rateCardsPerClient, rateCardsPerAddress, redisUrl, rateWithoutRedis }: Config = loadConfig({});
    expect({ rateCardsPerClient, rateCardsPerAddress, redisUrl, rateWithoutRedis }).toEqual({
      rateCardsPerClient: 0,
      rateCardsPerAddress: 0,
      redisUrl: null,
      rateWithoutRedis: 'open',
    });
  });

  it.each(['RATE_CARDS_PER_CLIENT', 'RATE_CARDS_PER_ADDRESS'])('let a longest batch pass: %s', (name) => {
    expect(mistakesIn({ ...KEYS, [name]: '1000' })).toEqual([]);
    expect(mistakesIn({ ...KEYS, [name]: '0' })).toEqual([]);
    expect(mistakesIn({ ...KEYS, [name]: '50', BATCH_CARDS_MAX: '50' })).toEqual([]);
    const mistake = [`${name}: expected at least BATCH_CARDS_MAX, or 0: a longest batch could never pass`];
    expect(mistakesIn({ ...KEYS, [name]: '999' })).toEqual(mistake);
    expect(mistakesIn({ ...KEYS, [name]: '1000', BATCH_CARDS_MAX: '1001' })).toEqual(mistake);
  });

  it.each([
    'redis://127.0.0.1',
    'redis://:secret@redis.internal:6379/2',
    'rediss://user:s%40cret@cache.example:6380',
    'redis://[::1]:6379',
  ])('take %s for a Redis', (url) => {
    expect(loadConfig({ RATE_CARDS_PER_ADDRESS: '1000', REDIS_URL: url }).redisUrl).toBe(url);
  });

  it.each(['http://host', 'redis:', 'redis:///0', 'host:6379', 'redis://host/x', `redis://${'h'.repeat(3000)}`])(
    'take no other address, and do not repeat it: %s',
    (url) => {
      const [line = '', ...others] = mistakesIn({ REDIS_URL: url });
      expect(others).toEqual([]);
      expect(line).toBe('REDIS_URL: expected an address such as redis://host:6379/0, or rediss:// for TLS');
    },
  );

  it('count for credentials only where there are some', () => {
    expect(mistakesIn({ RATE_CARDS_PER_CLIENT: '1000' })).toEqual([
      'RATE_CARDS_PER_CLIENT: expected 0 while AUTH is none: without credentials there is nobody to count for; RATE_CARDS_PER_ADDRESS counts for addresses',
    ]);
    expect(mistakesIn({ RATE_CARDS_PER_CLIENT: '0' })).toEqual([]);
  });

  it('share a budget only where there can be one', () => {
    const [line = '', ...others] = mistakesIn(REDIS);
    expect(others).toEqual([]);
    expect(line).toMatch(/^REDIS_URL: expected nothing while there is no budget to share/);
    expect(mistakesIn({ ...REDIS, AUTH: 'jwt', JWT_JWKS_FILE: '/etc/jwks', JWT_AUDIENCE: 'us' })).toEqual([line]);
    expect(mistakesIn({ ...REDIS, RATE_CARDS_PER_ADDRESS: '1000' })).toEqual([]);
    // A key may have a number of its own.
    expect(mistakesIn({ ...REDIS, ...KEYS })).toEqual([]);
  });

  it.each([{ RATE_WITHOUT_REDIS: 'closed' }, { REDIS_TIMEOUT_MS: '50' }])('say nothing about no Redis: %j', (env) => {
    const mistake = `${String(Object.keys(env)[0])}: expected nothing while REDIS_URL has no address: it would not be looked at`;
    expect(mistakesIn(env)).toEqual([mistake]);
    expect(mistakesIn({ ...env, ...REDIS, RATE_CARDS_PER_ADDRESS: '1000' })).toEqual([]);
  });
});
