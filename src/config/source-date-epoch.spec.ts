import { describe, expect, test } from '@jest/globals';
import { ConfigError } from './config.js';
import { sourceDateEpoch } from './source-date-epoch.js';

describe('SOURCE_DATE_EPOCH', () => {
  test.each([
    ['0', '1970-01-01T00:00:00.000Z'],
    ['1767323045', '2026-01-02T03:04:05.000Z'],
  ])('%s is %s', (text, time) => {
    expect(sourceDateEpoch({ SOURCE_DATE_EPOCH: text })?.toISOString()).toBe(time);
  });

  test.each([{}, { SOURCE_DATE_EPOCH: '' }])('absent or empty (%j) means none', (env) => {
    expect(sourceDateEpoch(env)).toBeNull();
  });

  test.each(['-1', '1.5', ' 1', '0x10', 'today', '9999999999999', '12345678901234'])('%j is a mistake', (text) => {
    expect(() => sourceDateEpoch({ SOURCE_DATE_EPOCH: text })).toThrow(ConfigError);
  });
});
