import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkLuhn, explainLuhn, luhnCheckDigit, luhnSum, passesLuhn } from './luhn.js';

/** The example of the source note, and the same with its check digit one too low. */
const NOTE_PAN = '4539578763621486';
const NOTE_PAN_WRONG = '4539578763621485';

/** Each digit doubled, written out; the oracle adds the digits of these texts and subtracts nothing. */
const DOUBLES = ['0', '2', '4', '6', '8', '10', '12', '14', '16', '18'];
const DIGITS = '0123456789'.split('');

function oracleSum(digits: string): number {
  const written = digits
    .split('')
    .reverse()
    .map((digit, i) => (i % 2 === 1 ? DOUBLES[DIGITS.indexOf(digit)]! : digit));
  return written
    .join('')
    .split('')
    .reduce((sum, digit) => sum + DIGITS.indexOf(digit), 0);
}

function oraclePasses(digits: string): boolean {
  return digits.length >= 2 && String(oracleSum(digits)).endsWith('0');
}

function digitStrings(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...DIGITS), minLength, maxLength, size: 'max' });
}

/** Random digits pass one time in ten; here the last digit is put right, by the oracle, in half of them. */
const maybePassing = fc.tuple(digitStrings(0, 40), fc.boolean()).map(([digits, putRight]) => {
  if (!putRight || digits.length < 2) return digits;
  return DIGITS.map((last) => digits.slice(0, -1) + last).find(oraclePasses)!;
});

describe('the Luhn check', () => {
  test('passes the example of the source note with a sum of 80', () => {
    expect(passesLuhn(NOTE_PAN)).toBe(true);
    expect(checkLuhn(NOTE_PAN)).toEqual({ valid: true, sum: 80, expectedCheckDigit: '6', length: 16 });
  });

  test('fails the same number with its last digit one lower, with a sum of 79', () => {
    expect(passesLuhn(NOTE_PAN_WRONG)).toBe(false);
    expect(checkLuhn(NOTE_PAN_WRONG)).toEqual({ valid: false, sum: 79, expectedCheckDigit: '6', length: 16 });
  });

  test('does not repeat the hand-worked 82 of the source note', () => {
    const doubledFromTheWrongEnd = NOTE_PAN.split('').reverse().join('');
    expect(luhnSum(NOTE_PAN)).not.toBe(82);
    expect(luhnSum(doubledFromTheWrongEnd)).toBe(oracleSum(doubledFromTheWrongEnd));
  });

  test('passes neither nothing nor a lone digit', () => {
    for (const digits of ['', ...DIGITS]) expect(passesLuhn(digits)).toBe(false);
    expect(checkLuhn('')).toEqual({ valid: false, sum: 0, expectedCheckDigit: null, length: 0 });
    expect(checkLuhn('7')).toEqual({ valid: false, sum: 7, expectedCheckDigit: null, length: 1 });
  });

  test('passes ten of the hundred pairs of digits, 00 among them', () => {
    const passing = DIGITS.flatMap((a) => DIGITS.map((b) => a + b)).filter(passesLuhn);
    expect(passing).toEqual(['00', '18', '26', '34', '42', '59', '67', '75', '83', '91']);
  });

  test('serves numbers that are no cards: an IMEI', () => {
    expect(checkLuhn('490154203237518')).toEqual({ valid: true, sum: 60, expectedCheckDigit: '8', length: 15 });
  });

  test('adds up a hundred thousand digits', () => {
    expect(checkLuhn('1'.repeat(100_000))).toMatchObject({ valid: true, sum: 150_000, length: 100_000 });
    expect(checkLuhn('9'.repeat(100_001))).toMatchObject({ valid: false, sum: 900_009, expectedCheckDigit: '0' });
  });

  test('agrees with an oracle that shares nothing with it, on passing and failing numbers of every length to 40', () => {
    const outcomes = { true: 0, false: 0 };
    const lengths = new Set<number>();
    fc.assert(
      fc.property(maybePassing, (digits) => {
        const want = oraclePasses(digits);
        outcomes[`${want}`]++;
        lengths.add(digits.length);
        expect(passesLuhn(digits)).toBe(want);
        expect(luhnSum(digits)).toBe(oracleSum(digits));
        expect(checkLuhn(digits)).toMatchObject({ valid: want, sum: oracleSum(digits) });
      }),
      { numRuns: 4000 },
    );
    expect(outcomes.true).toBeGreaterThan(1000);
    expect(outcomes.false).toBeGreaterThan(1000);
    expect(lengths.size).toBe(41);
  });

  test('agrees with the oracle on every pair of digits in every place of sixteen', () => {
    for (let place = 0; place <= 14; place++) {
      for (const pair of DIGITS.flatMap((a) => DIGITS.map((b) => a + b))) {
        const digits = '0'.repeat(place) + pair + '0'.repeat(14 - place);
        expect([digits, passesLuhn(digits), luhnSum(digits)]).toEqual([
          digits,
          oraclePasses(digits),
          oracleSum(digits),
        ]);
      }
    }
  });

  test('catches every change of a single digit', () => {
    fc.assert(
      fc.property(digitStrings(1, 30), fc.nat(), fc.integer({ min: 1, max: 9 }), (payload, place, shift) => {
        const digits = payload + luhnCheckDigit(payload).checkDigit;
        const at = place % digits.length;
        const changed = digits.slice(0, at) + DIGITS[(Number(digits[at]) + shift) % 10]! + digits.slice(at + 1);
        expect(passesLuhn(changed)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('misses a swap of neighbours only for 09 and 90', () => {
    for (const [a, b] of DIGITS.flatMap((x) => DIGITS.map((y) => [x, y] as const)).filter(([x, y]) => x !== y)) {
      const swapped = `${b}${a}` + luhnCheckDigit(a + b).checkDigit;
      expect([a, b, passesLuhn(swapped)]).toEqual([a, b, a + b === '09' || a + b === '90']);
    }
  });
});

describe('the expected check digit', () => {
  test('is the one digit of ten that passes', () => {
    fc.assert(
      fc.property(digitStrings(2, 40), (digits) => {
        const { expectedCheckDigit } = checkLuhn(digits);
        expect(DIGITS.filter((last) => oraclePasses(digits.slice(0, -1) + last))).toEqual([expectedCheckDigit]);
      }),
    );
  });

  test('passes when appended, whatever the payload', () => {
    fc.assert(
      fc.property(digitStrings(1, 40), (payload) => {
        const { checkDigit, sum, length } = luhnCheckDigit(payload);
        expect(passesLuhn(payload + checkDigit)).toBe(true);
        expect(oraclePasses(payload + checkDigit)).toBe(true);
        expect(sum).toBe(oracleSum(payload + checkDigit) - Number(checkDigit));
        expect(length).toBe(payload.length);
      }),
    );
  });

  test('comes with the sum and the length of the payload alone', () => {
    expect(luhnCheckDigit('453957876362148')).toEqual({ checkDigit: '6', sum: 74, length: 15 });
    expect(luhnCheckDigit('0')).toEqual({ checkDigit: '0', sum: 0, length: 1 });
  });

  test('is not computed for nothing', () => {
    expect(() => luhnCheckDigit('')).toThrow(new RangeError('A check digit is computed for at least one digit.'));
  });
});

describe('the Luhn explanation', () => {
  test('shows the right table for the example of the source note, from the check digit leftwards', () => {
    const table = explainLuhn(NOTE_PAN).rows.map((row) => [
      row.position,
      row.positionFromRight,
      row.digit,
      row.doubled,
      row.contribution,
      row.runningSum,
    ]);
    expect(table).toEqual([
      [16, 1, 6, false, 6, 6],
      [15, 2, 8, true, 7, 13],
      [14, 3, 4, false, 4, 17],
      [13, 4, 1, true, 2, 19],
      [12, 5, 2, false, 2, 21],
      [11, 6, 6, true, 3, 24],
      [10, 7, 3, false, 3, 27],
      [9, 8, 6, true, 3, 30],
      [8, 9, 7, false, 7, 37],
      [7, 10, 8, true, 7, 44],
      [6, 11, 7, false, 7, 51],
      [5, 12, 5, true, 1, 52],
      [4, 13, 9, false, 9, 61],
      [3, 14, 3, true, 6, 67],
      [2, 15, 5, false, 5, 72],
      [1, 16, 4, true, 8, 80],
    ]);
  });

  test('carries the verdict of the check', () => {
    expect(explainLuhn(NOTE_PAN_WRONG)).toMatchObject(checkLuhn(NOTE_PAN_WRONG));
    expect(explainLuhn('')).toEqual({ valid: false, sum: 0, expectedCheckDigit: null, length: 0, rows: [] });
  });

  test('ends on the sum, with a row per digit', () => {
    fc.assert(
      fc.property(digitStrings(1, 40), (digits) => {
        const { rows, sum } = explainLuhn(digits);
        expect(
          rows
            .map((row) => row.digit)
            .reverse()
            .join(''),
        ).toBe(digits);
        expect(rows.at(-1)).toMatchObject({ position: 1, runningSum: oracleSum(digits) });
        expect(sum).toBe(oracleSum(digits));
      }),
    );
  });
});

describe('text that is not ASCII digits', () => {
  const notDigits = ['4539 5787', '45a9', '-1', '１２３４', '٤٥٣٩', '1\n', '0x10', '４', ' ', '\ud83d', '12.0'];

  test('is a mistake of the caller, and the error does not quote it', () => {
    for (const call of [checkLuhn, explainLuhn, luhnCheckDigit]) {
      for (const text of notDigits)
        expect(() => call(text)).toThrow(new RangeError('Luhn works on ASCII digits only.'));
    }
  });
});
