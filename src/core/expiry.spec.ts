import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FINDINGS } from './finding.table.js';
import { expiryFindings, parseExpiry } from './expiry.js';

const NOW = new Date('2026-11-22T09:00:00Z');

function codes(text: string, now: string | Date): string[] {
  return expiryFindings(text, new Date(now), 'en').map(({ code }) => code);
}

describe('an expiry date', () => {
  test.each([
    'MM/YY 09/28',
    'M/YY 9/28',
    'M/YYYY 9/2028',
    'MM/YYYY 09/2028',
    'MM-YY 09-28',
    'MM-YYYY 09-2028',
    'MM YY 09 28',
    'MM YYYY 09 2028',
    'MMYY 0928',
    'MMYYYY 092028',
    'YYYY-MM 2028-09',
    'YYYY/MM 2028/09',
  ])('is read as %s', (row) => {
    const text = row.replace(/^[MY]+[/ -]?[MY]* /, '');
    expect(parseExpiry(text, NOW)).toEqual({ year: 2028, month: 9 });
    expect(parseExpiry(`  ${text} `, NOW)).toEqual({ year: 2028, month: 9 });
  });

  test('is read with spaces around its separator', () => {
    for (const text of ['09 / 28', '9 / 28', '09 - 2028', '2028 - 09', '2028 /09', '09  28']) {
      expect([text, parseExpiry(text, NOW)]).toEqual([text, { year: 2028, month: 9 }]);
    }
  });

  test('takes months 1 to 12 and no other', () => {
    for (let month = 0; month <= 99; month++) {
      const digits = String(month).padStart(2, '0');
      const want = month >= 1 && month <= 12 ? { year: 2028, month } : null;
      for (const text of [`${digits}/28`, `${digits}28`, `2028-${digits}`]) {
        expect([text, parseExpiry(text, NOW)]).toEqual([text, want]);
      }
    }
  });

  test.each([
    ['empty', ''],
    ['only spaces', '   '],
    ['only a separator', '/'],
    ['a month alone', '09'],
    ['three digits', '928'],
    ['five digits', '09202'],
    ['seven digits', '0920281'],
    ['a year first without a separator', '202809'],
    ['a year first with a space', '2028 09'],
    ['a year first with two digits', '28-09'],
    ['one digit of month before a hyphen', '9-28'],
    ['one digit of month before a space', '9 28'],
    ['one digit of month after the year', '2028-9'],
    ['three digits of year', '09/028'],
    ['a day', '2028-09-30'],
    ['two separators', '09//28'],
    ['a dot', '09.28'],
    ['a sign', '+9/28'],
    ['an exponent', '1e/28'],
    ['hexadecimal', '0x/28'],
    ['a month in words', 'Sep 28'],
    ['full-width digits', '０９/２８'],
    ['Arabic-Indic digits', '٠٩/٢٨'],
    ['a full-width slash', '09／28'],
    ['a no-break space', '09\u00a028'],
    ['a line break at the end', '09/28\n'],
    ['a line break inside', '09\n28'],
    ['a tab', '\t09/28'],
    ['a null character', '09/28\0'],
    ['markup', '09/<b>28'],
    ['SQL', "09/28' OR '1'='1"],
    ['a header', '09/28\r\nSet-Cookie: a'],
    ['a template', '${7*7}/28'],
    ['a prototype', '__proto__'],
    ['too many spaces', `09/28${' '.repeat(16)}`],
    ['very long digits', '0'.repeat(1_000_000)],
    ['very long spaces', ' '.repeat(1_000_000)],
  ])('is not read from %s', (_, text) => {
    expect(parseExpiry(text, NOW)).toBeNull();
    expect(codes(text, NOW)).toEqual(['EXPIRY_INVALID']);
  });

  test('says in both languages that it cannot be read, and quotes nothing', () => {
    expect(expiryFindings('<x>', NOW, 'ko')).toEqual([
      {
        code: 'EXPIRY_INVALID',
        severity: 'error',
        message: FINDINGS.EXPIRY_INVALID.message.ko,
        position: null,
        found: null,
      },
    ]);
  });
});

describe('a two-digit year', () => {
  test.each([
    ['26', '2026-11-22T00:00:00Z', 2026],
    ['75', '2026-11-22T00:00:00Z', 2075],
    ['76', '2026-11-22T00:00:00Z', 1976],
    ['00', '2026-11-22T00:00:00Z', 2000],
    ['99', '2026-11-22T00:00:00Z', 1999],
    ['00', '2099-06-15T00:00:00Z', 2100],
    ['99', '2099-06-15T00:00:00Z', 2099],
    ['48', '2099-06-15T00:00:00Z', 2148],
    ['49', '2099-06-15T00:00:00Z', 2049],
    ['99', '2100-06-15T00:00:00Z', 2099],
    ['00', '2100-06-15T00:00:00Z', 2100],
    ['50', '2100-06-15T00:00:00Z', 2050],
    ['49', '2100-06-15T00:00:00Z', 2149],
    ['50', '2000-06-15T00:00:00Z', 1950],
  ])('%s at %s is %i', (digits, now, year) => {
    expect(parseExpiry(`06/${digits}`, new Date(now))).toEqual({ year, month: 6 });
  });

  test('lies within fifty years back and forty-nine ahead, and keeps its digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 9000 }), fc.integer({ min: 0, max: 99 }), (yearNow, lastTwo) => {
        const digits = String(lastTwo).padStart(2, '0');
        const { year } = parseExpiry(`06/${digits}`, new Date(`${yearNow}-06-15T00:00:00Z`))!;
        expect(String(year).endsWith(digits)).toBe(true);
        expect(year - yearNow).toBeGreaterThanOrEqual(-50);
        expect(year - yearNow).toBeLessThanOrEqual(49);
      }),
    );
  });

  test('does not touch a year of four digits', () => {
    expect(parseExpiry('06/1926', NOW)).toEqual({ year: 1926, month: 6 });
    expect(parseExpiry('06/2126', NOW)).toEqual({ year: 2126, month: 6 });
    expect(parseExpiry('06/0026', NOW)).toEqual({ year: 26, month: 6 });
  });
});

describe('a card', () => {
  test.each([
    ['this month', '11/26', '2026-11-22T09:00:00Z', []],
    ['the month before', '10/26', '2026-11-22T09:00:00Z', ['EXPIRY_PAST']],
    ['its last day, everywhere', '11/26', '2026-11-30T23:59:59.999Z', []],
    ['the last moment at UTC−12', '11/26', '2026-12-01T11:59:59.999Z', []],
    ['the first moment after it', '11/26', '2026-12-01T12:00:00.000Z', ['EXPIRY_PAST']],
    ['the end of the year at UTC−12', '12/26', '2027-01-01T11:59:59.999Z', []],
    ['the moment after the year', '12/26', '2027-01-01T12:00:00.000Z', ['EXPIRY_PAST']],
    ['29 February of a leap year', '02/28', '2028-02-29T23:00:00Z', []],
    ['after that 29 February', '02/28', '2028-03-01T12:00:00Z', ['EXPIRY_PAST']],
    ['28 February of a common year', '02/27', '2027-02-28T23:00:00Z', []],
    ['after that 28 February', '02/27', '2027-03-01T12:00:00Z', ['EXPIRY_PAST']],
    ['February of 2100, which has 28 days', '02/2100', '2100-03-01T11:59:59Z', []],
    ['after it', '02/2100', '2100-03-01T12:00:00Z', ['EXPIRY_PAST']],
    ['the turn of the century', '12/99', '2100-01-01T11:00:00Z', []],
    ['after the turn of the century', '12/99', '2100-01-01T12:00:00Z', ['EXPIRY_PAST']],
    ['ahead over the turn of the century', '01/00', '2099-12-15T00:00:00Z', []],
    ['exactly twenty years ahead', '11/46', '2026-11-22T09:00:00Z', []],
    ['a month more', '12/46', '2026-11-22T09:00:00Z', ['EXPIRY_TOO_FAR']],
    ['the farthest two-digit year', '12/75', '2026-11-22T09:00:00Z', ['EXPIRY_TOO_FAR']],
    ['a two-digit year of the last century', '12/76', '2026-11-22T09:00:00Z', ['EXPIRY_PAST']],
    ['the year 9999', '12/9999', '2026-11-22T09:00:00Z', ['EXPIRY_TOO_FAR']],
    ['the year 0', '01/0000', '2026-11-22T09:00:00Z', ['EXPIRY_PAST']],
  ])('is judged by its month: %s', (_, text, now, want) => {
    expect(codes(text, now)).toEqual(want);
  });

  test('expires at noon UTC of the first day after its month, as the calendar itself says', () => {
    const outcomes = { good: 0, past: 0 };
    const month = fc.integer({ min: 1, max: 12 });
    const minutes = fc.integer({ min: -3_000_000, max: 3_000_000 });
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2100 }), month, minutes, (year, m, offset) => {
        const firstDayAfter = m === 12 ? `${year + 1}-01-01` : `${year}-${String(m + 1).padStart(2, '0')}-01`;
        const end = Date.parse(`${firstDayAfter}T00:00:00-12:00`);
        const now = new Date(end + offset * 60_000);
        const isPast = codes(`${year}-${String(m).padStart(2, '0')}`, now).includes('EXPIRY_PAST');
        outcomes[isPast ? 'past' : 'good']++;
        expect(isPast).toBe(now.getTime() >= end);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(outcomes.good, outcomes.past)).toBeGreaterThan(100);
  });
});
