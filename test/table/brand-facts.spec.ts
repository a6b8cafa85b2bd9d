import { describe, expect, test } from '@jest/globals';
import { codes, iinReport, madeUp, report } from '../support/embedded-table.js';

/** What the table must say, whatever rows it is made of. Each line is a fact of `reference` documents cited in `data/`. */
const BRAND_AT: readonly [prefix: string, length: number, brand: string | null][] = [
  ['222099', 16, null],
  ['222100', 16, 'mastercard'],
  ['272099', 16, 'mastercard'],
  ['272100', 16, null],
  ['51', 16, 'mastercard'],
  ['55', 16, 'mastercard'],
  ['34', 15, 'american_express'],
  ['37', 15, 'american_express'],
  ['36', 14, 'diners_club'],
  ['36', 19, 'diners_club'],
  ['300', 14, 'diners_club'],
  ['305', 16, 'diners_club'],
  ['306', 16, null],
  ['3095', 16, 'diners_club'],
  ['38', 14, 'diners_club'],
  ['39', 19, 'diners_club'],
  ['352799', 16, null],
  ['352800', 16, 'jcb'],
  ['358999', 19, 'jcb'],
  ['359000', 16, null],
  ['3088', 16, 'jcb'],
  ['3094', 16, 'jcb'],
  ['3096', 16, 'jcb'],
  ['3102', 16, 'jcb'],
  ['3112', 16, 'jcb'],
  ['3120', 16, 'jcb'],
  ['3158', 16, 'jcb'],
  ['3159', 16, 'jcb'],
  ['3337', 16, 'jcb'],
  ['3349', 16, 'jcb'],
  ['3087', 16, null],
  ['3350', 16, null],
  ['62', 16, 'unionpay'],
  ['62', 19, 'unionpay'],
  ['622126', 16, 'unionpay'],
  ['622925', 16, 'unionpay'],
  ['81719999', 16, 'unionpay'],
  ['81720000', 16, 'rupay'],
  ['60110000', 16, 'discover'],
  ['60110999', 16, 'discover'],
  ['60111111', 16, 'discover'],
  ['60116000', 16, null],
  ['60117500', 16, null],
  ['60117700', 16, 'discover'],
  ['60118600', 16, 'discover'],
  ['644', 16, 'discover'],
  ['2200', 16, 'mir'],
  ['2204', 19, 'mir'],
  ['2205', 16, 'borica'],
  ['5018', 12, 'maestro'],
  ['6759', 13, 'maestro'],
  ['6759', 19, 'maestro'],
  ['401178', 16, 'elo'],
  ['636368', 16, 'elo'],
  ['650485', 16, 'elo'],
  ['406996', 16, 'mada'],
  ['588845', 18, 'mada'],
  ['588848', 19, 'mada'],
  ['9792', 16, 'troy'],
  ['606282', 16, 'hipercard'],
  ['506101', 16, 'verve'],
  ['508500', 16, 'rupay'],
  ['654103', 16, 'bc_card'],
  ['436742', 19, 'unionpay'],
  ['436742', 16, 'visa'],
  ['31000000', 19, 'jcb'],
  ['3105', 19, 't_union'],
  ['672', 19, 'girocard'],
  ['672', 16, 'maestro'],
  ['1', 15, 'uatp'],
  ['940012', 16, null],
  ['949022', 16, null],
];

describe('the embedded table', () => {
  test.each(BRAND_AT)('%s with %i digits is %s', (prefix, length, brand) => {
    const { brand: found, status } = report(madeUp(prefix, length));
    expect({ brand: found?.id ?? null, status }).toEqual({ brand, status: brand === null ? 'unrecognized' : 'valid' });
  });

  test.each([
    ['34', 16],
    ['51', 19],
    ['4', 15],
    ['4', 14],
    ['62', 15],
    ['588845', 16],
    ['588848', 16],
    ['9792', 19],
    ['36', 13],
    ['2200', 15],
  ])('%s has no cards of %i digits', (prefix, length) => {
    expect(codes(report(madeUp(prefix, length)))).toContain('LENGTH_NOT_ALLOWED');
  });

  test('a UnionPay card that fails Luhn is good, and the check does not "pass"', () => {
    const card = report('6222040000030012');
    expect(card).toMatchObject({ valid: true, checkDigit: { algorithm: 'luhn', result: 'not_applicable' } });
    expect(codes(card)).toContain('CHECK_DIGIT_NOT_REQUIRED');
  });

  test('UnionPay in Discover’s alliance list is UnionPay, also taken by Discover in some countries', () => {
    expect(report(madeUp('622126', 16)).networks).toEqual([
      { id: 'unionpay', name: 'UnionPay', role: 'brand', regions: [] },
      { id: 'discover', name: 'Discover', role: 'acceptance', regions: ['US', 'CA', 'MX'] },
    ]);
  });

  test('a Visa with a mada mark is both', () => {
    const { networks, candidates } = report(madeUp('406996', 16));
    expect(networks.map(({ id, role }) => [id, role])).toEqual([
      ['mada', 'brand'],
      ['visa', 'co_badge'],
    ]);
    expect(candidates.map(({ brand }) => brand.id)).toContain('visa');
  });

  test('Naranja holds by Luhn or by modulo 11', () => {
    expect(report('5895627823453005')).toMatchObject({
      valid: true,
      checkDigit: { algorithm: 'luhn-or-mod11', result: 'pass' },
    });
    expect(report('5895627823453006')).toMatchObject({ status: 'invalid', checkDigit: { result: 'fail' } });
  });

  test('Korean BC Global on 65 is disputed, and the other side is shown', () => {
    const card = report(madeUp('654103', 16));
    expect(codes(card)).toContain('RANGE_DISPUTED');
    expect(card.candidates.filter(({ disputed }) => disputed).map(({ brand }) => brand.id)).toEqual([
      'bc_card',
      'discover',
    ]);
  });

  test('6011 outside the issuing table is only a weak claim of Discover', () => {
    const card = report('6011601160116611');
    expect(card).toMatchObject({ status: 'unrecognized', brand: null });
    expect(card.candidates[0]).toMatchObject({ brand: { id: 'discover' }, confidence: 'low', decides: false });
  });

  test('a closed scheme is history, not a brand', () => {
    const card = report(madeUp('2149', 15));
    expect(card).toMatchObject({ status: 'unrecognized', brand: null });
    expect(codes(card)).toEqual(expect.arrayContaining(['IIN_UNKNOWN', 'RANGE_CLOSED']));
    expect(card.candidates[0]).toMatchObject({ brand: { id: 'en_route' }, status: 'closed', decides: false });
  });

  test('a Korean domestic number without an issuer file is unrecognized, never invalid', () => {
    expect(report('9490220006611406')).toMatchObject({ status: 'unrecognized', brand: null, possible: true });
  });

  test.each([
    ['4', false, 7, null],
    ['34', true, 0, 'american_express'],
    ['3', false, 5, null],
    ['9792', true, 0, 'troy'],
    ['436742', false, null, null],
    ['0', false, null, null],
  ])('as someone types %s: decided %s, at most %s more digits', (prefix, decided, digitsToDecide, brand) => {
    const answer = iinReport(prefix);
    expect({ decided: answer.decided, digitsToDecide: answer.digitsToDecide, brand: answer.brand?.id ?? null }).toEqual(
      {
        decided,
        digitsToDecide,
        brand,
      },
    );
  });

  test('4 may be many brands, and Visa stands first', () => {
    const ids = iinReport('4').candidates.map(({ brand }) => brand.id);
    expect(ids[0]).toBe('visa');
    expect(ids).toEqual(expect.arrayContaining(['mada', 'elo', 'dankort', 'unionpay']));
  });

  test('5 and 6 name the wide brands before the rare ones', () => {
    expect(iinReport('5').candidates[0]?.brand.id).toBe('mastercard');
    expect(
      iinReport('6')
        .candidates.slice(0, 3)
        .map(({ brand }) => brand.id),
    ).toEqual(expect.arrayContaining(['unionpay', 'discover', 'maestro']));
  });
});
