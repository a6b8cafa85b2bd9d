import type { CheckDigitRule } from './account-range.js';
import { passesLuhn } from './luhn.js';
import type { CheckDigitReport } from './report.js';

/**
 * Source: ActiveMerchant `CreditCardMethods.valid_naranja_algo?`; it agrees with the number MercadoPago publishes for
 * testing, 5895627823453005 (both read 2026-11-22).
 */
const NARANJA_WEIGHTS: readonly number[] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
const NARANJA_PAN_DIGITS = 16;
const ZERO = 0x30;

/**
 * What the check digit says under the rule of the card's range. A failure that proves nothing is `not_applicable`, never
 * `pass`: the caller learns that nobody vouches for the digits.
 *
 * Invariant: `digits` is ASCII 0-9.
 */
export function checkDigitReport(rule: CheckDigitRule, digits: string): CheckDigitReport {
  switch (rule) {
    case 'luhn':
      return { algorithm: 'luhn', result: passesLuhn(digits) ? 'pass' : 'fail' };
    case 'luhn_optional':
      return { algorithm: 'luhn', result: passesLuhn(digits) ? 'pass' : 'not_applicable' };
    case 'luhn_or_mod11':
      return {
        algorithm: 'luhn-or-mod11',
        result: passesLuhn(digits) || passesNaranjaMod11(digits) ? 'pass' : 'fail',
      };
    case 'none':
      return { algorithm: 'none', result: 'not_applicable' };
    default: {
      rule satisfies never;
      throw new Error('No such check digit rule.');
    }
  }
}

/**
 * Naranja's own check digit: the first fifteen digits weighted and added, 11 − sum mod 11, with 0 standing for 10 and 11.
 * Only numbers of sixteen digits have one.
 *
 * Invariant: `digits` is ASCII 0-9.
 */
export function passesNaranjaMod11(digits: string): boolean {
  if (digits.length !== NARANJA_PAN_DIGITS) return false;
  const sum = NARANJA_WEIGHTS.reduce((total, weight, i) => total + weight * (digits.charCodeAt(i) - ZERO), 0);
  const remainder = 11 - (sum % 11);
  const expected = remainder > 9 ? 0 : remainder;
  return digits.charCodeAt(NARANJA_PAN_DIGITS - 1) - ZERO === expected;
}
