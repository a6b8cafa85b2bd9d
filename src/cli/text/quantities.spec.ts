import { describe, expect, test } from '@jest/globals';
import { bytes, clock, count, counted, duration, rough, share } from './quantities.js';

describe('quantities for people', () => {
  test('numbers are grouped, and one row is no rows', () => {
    expect(count(1234567)).toBe('1,234,567');
    expect([counted(1, 'row'), counted(0, 'row'), counted(2, 'country', 'countries')]).toEqual([
      '1 row',
      '0 rows',
      '2 countries',
    ]);
  });

  test.each([
    [0, '0'],
    [950.4, '950'],
    [999.6, '1.00k'],
    [12_444, '12.4k'],
    [123_456, '123k'],
    [999_600, '1.00M'],
    [2_314_000, '2.31M'],
    [250_000_000, '250M'],
  ])('what changes all the time has three digits: %d', (value, text) => {
    expect(rough(value)).toBe(text);
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [8_629_872, '8.6 MB'],
    [99_960_000, '100 MB'],
    [999_600, '1.0 MB'],
    [3_200_000_000, '3.2 GB'],
    [5_000_000_000_000, '5000 GB'],
  ])('%i bytes are %s', (value, text) => {
    expect(bytes(value)).toBe(text);
  });

  test.each([
    [1, 3, '33.3 %'],
    [0, 3, '0.0 %'],
    [3, 3, '100.0 %'],
    [1, 131_000, '<0.1 %'],
    [130_999, 131_000, '>99.9 %'],
    [0, 0, '–'],
  ])('%i of %i is %s', (part, whole, text) => {
    expect(share(part, whole)).toBe(text);
  });

  test('durations', () => {
    expect([duration(12), duration(840), duration(12_345), duration(65_000)]).toEqual([
      '0.01 s',
      '0.84 s',
      '12 s',
      '1:05 min',
    ]);
    expect(clock(4100)).toBe('0:05');
  });
});
