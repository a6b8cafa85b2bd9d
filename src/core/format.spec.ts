import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Brand } from './brand.js';
import { gapsFor, groupDigits } from './format.js';

const AMERICAN_EXPRESS: Brand = {
  id: 'american_express',
  name: 'American Express',
  cvv: null,
  source: 'test',
  grouping: new Map([[15, [4, 6, 5]]]),
};

describe('the gaps of a printed number', () => {
  test('follow the groups of the brand', () => {
    expect(gapsFor(AMERICAN_EXPRESS, 15)).toEqual([4, 10]);
  });

  test.each([
    [0, []],
    [1, []],
    [4, []],
    [5, [4]],
    [8, [4]],
    [13, [4, 8, 12]],
    [14, [4, 8, 12]],
    [16, [4, 8, 12]],
    [19, [4, 8, 12, 16]],
  ])('come after every fourth of %i digits when no brand says otherwise', (length, want) => {
    expect(gapsFor(null, length)).toEqual(want);
    expect(gapsFor(AMERICAN_EXPRESS, length)).toEqual(want);
  });

  test('are none for a number in one group', () => {
    expect(gapsFor({ ...AMERICAN_EXPRESS, grouping: new Map([[16, [16]]]) }, 16)).toEqual([]);
  });
});

describe('a grouped number', () => {
  test('has a space after each gap', () => {
    expect(groupDigits('378282246310005', [4, 10])).toBe('3782 822463 10005');
    expect(groupDigits('4539578763621486', [4, 8, 12])).toBe('4539 5787 6362 1486');
    expect(groupDigits('453957******1486', [4, 8, 12])).toBe('4539 57** **** 1486');
  });

  test('has no space before the first or after the last digit', () => {
    expect(groupDigits('4539', [4, 8])).toBe('4539');
    expect(groupDigits('45395787', [0, 4, 8, 12])).toBe('4539 5787');
    expect(groupDigits('', [4])).toBe('');
  });

  test('loses and reorders nothing, and never doubles a space, whatever the gaps', () => {
    const gaps = fc.array(fc.integer({ min: -2, max: 25 }), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789*'.split('')), maxLength: 25, size: 'max' }),
        gaps,
        (digits, anyGaps) => {
          const grouped = groupDigits(digits, anyGaps);
          expect(grouped.split(' ').join('')).toBe(digits);
          expect(grouped).not.toMatch(/^ | $| {2}/);
        },
      ),
    );
  });
});
