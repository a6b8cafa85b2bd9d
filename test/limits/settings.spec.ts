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
    expect(mistakesIn({ [name]: '1000' })).toEqual([]);
    expect(mistakesIn({ [name]: '0' })).toEqual([]);
    expect(mistakesIn({ [name]: '50', BATCH_CARDS_MAX: '50' })).toEqual([]);
    const mistake = [`${name}: expected at least BATCH_CARDS_MAX, or 0: a longest batch could never pass`];
    expect(mistakesIn({ [name]: '999' })).toEqual(mistake);
    expect(mistakesIn({ [name]: '1000', BATCH_CARDS_MAX: '1001' })).toEqual(mistake);
  });

  it.each([
    'redis://127.0.0.1',
    'redis://:secret@redis.internal:6379/2',
    'rediss://user:s%40cret@cache.example:6380',
    'redis://[::1]:6379',
  ])('take %s for a Redis', (url) => {
    expect(loadConfig({ REDIS_URL: url }).redisUrl).toBe(url);
  });

  it.each(['http://host', 'redis:', 'redis:///0', 'host:6379', 'redis://host/x', `redis://${'h'.repeat(3000)}`])(
    'take no other address, and do not repeat it: %s',
    (url) => {
      const [line = '', ...others] = mistakesIn({ REDIS_URL: url });
      expect(others).toEqual([]);
      expect(line).toBe('REDIS_URL: expected an address such as redis://host:6379/0, or rediss:// for TLS');
    },
  );
});
