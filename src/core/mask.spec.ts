import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskPan, maskShape } from './mask.js';
import { Pan } from './pan.js';

const BRAND_IDS = [
  null,
  'visa',
  'mastercard',
  'american_express',
  'discover',
  'jcb',
  'unionpay',
  'maestro',
  '',
  'constructor',
];
const DIGITS = '1234567890123456789';

function masked(digits: string, brandId: string | null): string {
  return maskPan(Pan.fromText(digits)!, brandId);
}

describe('a mask', () => {
  test.each([
    [1, '*'],
    [9, '*********'],
    [10, '******7890'],
    [11, '1******8901'],
    [12, '12******9012'],
    [13, '123******0123'],
    [14, '1234******1234'],
    [15, '12345******2345'],
    [16, '123456******3456'],
    [17, '123456*******4567'],
    [18, '123456********5678'],
    [19, '123456*********6789'],
  ])('of %i digits is the same for every brand', (length, want) => {
    for (const brandId of BRAND_IDS)
      expect([brandId, masked(DIGITS.slice(0, length), brandId)]).toEqual([brandId, want]);
  });

  test('of more digits than any card has shows none of them, and nineteen stars at most', () => {
    for (const length of [20, 21, 40, 5000]) expect(masked('7'.repeat(length), 'visa')).toBe('*'.repeat(19));
  });

  test('hides six digits or more at every length, or all', () => {
    let shapes = 0;
    for (const brandId of BRAND_IDS) {
      for (let length = 0; length <= 40; length++) {
        const { first, last } = maskShape(brandId, length);
        const isWithin = first >= 0 && last >= 0 && first <= 6 && last <= 4;
        expect([brandId, length, isWithin, first + last === 0 || length - first - last >= 6]).toEqual([
          brandId,
          length,
          true,
          true,
        ]);
        if (first + last > 0) shapes++;
      }
    }
    expect(shapes).toBe(BRAND_IDS.length * 10);
  });

  test('keeps to the truncation limits of PCI FAQ 1091 where they are stricter than six hidden digits', () => {
    for (const brandId of BRAND_IDS) {
      for (const length of [17, 18, 19]) expect(maskShape(brandId, length)).toEqual({ first: 6, last: 4 });
    }
    expect(maskShape('american_express', 15)).toEqual({ first: 5, last: 4 });
  });

  test('shows the first and last digits of the number itself, in their places', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: 1, maxLength: 19, size: 'max' }),
        fc.constantFrom(...BRAND_IDS),
        (digits, brandId) => {
          const mask = masked(digits, brandId);
          expect(mask).toHaveLength(digits.length);
          expect(mask.split('').every((sign, i) => sign === '*' || sign === digits[i])).toBe(true);
          expect(mask).toMatch(/^[0-9]*\*+[0-9]*$/);
        },
      ),
    );
  });

  test('shows nothing when asked what cannot be', () => {
    for (const length of [NaN, Infinity, -16, 15.5, 0])
      expect(maskShape('visa', length)).toEqual({ first: 0, last: 0 });
  });
});
