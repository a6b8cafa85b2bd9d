import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CHECK_DIGIT_RULES } from './account-range.js';
import { checkDigitReport, passesNaranjaMod11 } from './check-digit.js';

/** Published by MercadoPago. */
const NARANJA_PAN = '5895627823453005';
/** Published by Cybersource as a domestic UnionPay card. */
const UNIONPAY_PAN = '6222040000030012';
const LUHN_PAN = '4539578763621486';
const NEITHER = '4539578763621485';
const DIGITS = '0123456789'.split('');

/** Written-out form of the mod-11 digit: place by place, without the weights' table or a remainder operator. */
function oracleMod11Digit(payload: string): string {
  const d = payload.split('').map((digit) => '0123456789'.indexOf(digit));
  const left = 4 * d[0]! + 3 * d[1]! + 2 * d[2]!;
  const middle = 7 * d[3]! + 6 * d[4]! + 5 * d[5]! + 4 * d[6]! + 3 * d[7]! + 2 * d[8]!;
  const right = 7 * d[9]! + 6 * d[10]! + 5 * d[11]! + 4 * d[12]! + 3 * d[13]! + 2 * d[14]!;
  let rest = left + middle + right;
  while (rest >= 11) rest -= 11;
  return ['0', '0', '9', '8', '7', '6', '5', '4', '3', '2', '1'][rest]!;
}

describe('the check digit report', () => {
  test('knows every rule', () => {
    const algorithms = CHECK_DIGIT_RULES.map((rule) => [rule, checkDigitReport(rule, LUHN_PAN)]);
    expect(algorithms).toEqual([
      ['luhn', { algorithm: 'luhn', result: 'pass' }],
      ['luhn_optional', { algorithm: 'luhn', result: 'pass' }],
      ['luhn_or_mod11', { algorithm: 'luhn-or-mod11', result: 'pass' }],
      ['none', { algorithm: 'none', result: 'not_applicable' }],
    ]);
  });

  test('fails a number only where the rule lets a failure prove something', () => {
    const results = CHECK_DIGIT_RULES.map((rule) => [rule, checkDigitReport(rule, NEITHER).result]);
    expect(results).toEqual([
      ['luhn', 'fail'],
      ['luhn_optional', 'not_applicable'],
      ['luhn_or_mod11', 'fail'],
      ['none', 'not_applicable'],
    ]);
  });

  test('calls a good UnionPay card that fails Luhn not applicable, never passed', () => {
    expect(checkDigitReport('luhn', UNIONPAY_PAN)).toEqual({ algorithm: 'luhn', result: 'fail' });
    expect(checkDigitReport('luhn_optional', UNIONPAY_PAN)).toEqual({ algorithm: 'luhn', result: 'not_applicable' });
  });

  test('passes a Naranja card by modulo eleven where Luhn fails it', () => {
    expect(checkDigitReport('luhn', NARANJA_PAN).result).toBe('fail');
    expect(checkDigitReport('luhn_or_mod11', NARANJA_PAN)).toEqual({ algorithm: 'luhn-or-mod11', result: 'pass' });
  });

  test('treats a rule from outside the closed set as a bug', () => {
    expect(() => checkDigitReport('verhoeff' as 'luhn', LUHN_PAN)).toThrow('No such check digit rule');
  });
});

describe('the modulo eleven check of Naranja', () => {
  test('passes the published number and none of its neighbours', () => {
    const passing = DIGITS.filter((last) => passesNaranjaMod11(NARANJA_PAN.slice(0, -1) + last));
    expect(passing).toEqual(['5']);
  });

  test('wants exactly sixteen digits', () => {
    for (let length = 0; length <= 40; length++) {
      expect([length, passesNaranjaMod11('0'.repeat(length))]).toEqual([length, length === 16]);
    }
  });

  test('passes one digit of ten for every payload, the one an oracle names', () => {
    const named = new Set<string>();
    const payloads = fc.string({ unit: fc.constantFrom(...DIGITS), minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(payloads, (payload) => {
        const want = oracleMod11Digit(payload);
        named.add(want);
        expect(DIGITS.filter((last) => passesNaranjaMod11(payload + last))).toEqual([want]);
      }),
      { numRuns: 1000 },
    );
    expect(named.size).toBe(10);
  });
});
