import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reportCard } from '../../src/core/card-report.js';
import { CardTables } from '../../src/core/card-tables.js';
import { FINDINGS } from '../../src/core/finding.table.js';
import { AMBIGUOUS } from '../../src/core/claim-resolution.js';
import { codes, embeddedTable, embeddedTables, madeUp, NOW, report } from '../support/embedded-table.js';
import { brandRow, rangeRow, tableOf } from '../support/table-rows.js';

describe('a card report', () => {
  test('of the number in the source notes says everything there is to say', () => {
    expect(report('4539 5787-6362 1486')).toEqual({
      status: 'valid',
      valid: true,
      possible: true,
      findings: [],
      checkDigit: { algorithm: 'luhn', result: 'pass' },
      brand: { id: 'visa', name: 'Visa' },
      candidates: [
        {
          brand: { id: 'visa', name: 'Visa' },
          product: null,
          low: '4',
          high: '4',
          confidence: 'high',
          status: 'active',
          decides: true,
          disputed: false,
          panLengths: [13, 16, 19],
          cvv: { name: 'CVV2', length: 3, optional: false },
          gaps: [4, 8, 12],
          source: expect.stringContaining('Oracle'),
        },
      ],
      networks: [{ id: 'visa', name: 'Visa', role: 'brand', regions: [] }],
      decided: true,
      digitsToDecide: 0,
      industry: { digit: '4', name: { en: 'Banking and financial', ko: '은행·금융' } },
      issuer: null,
      issuerCandidates: [],
      maskedPan: '453957******1486',
      formatted: '4539 57** **** 1486',
      panLength: 16,
      accepted: null,
      dataVersion: embeddedTable.version,
    });
  });

  test.each([
    ['one wrong digit', '4539578763621485', 'invalid', ['CHECK_DIGIT_INVALID']],
    ['nothing', '', 'invalid', ['PAN_EMPTY']],
    ['only separators', ' - ', 'invalid', ['PAN_EMPTY']],
    ['nine digits', '453957876', 'invalid', ['PAN_TOO_SHORT']],
    ['twenty digits', madeUp('4', 20), 'invalid', ['PAN_TOO_LONG']],
    [
      'a length Visa does not have, and a wrong digit',
      '453957876362148',
      'invalid',
      ['LENGTH_NOT_ALLOWED', 'CHECK_DIGIT_INVALID'],
    ],
    ['zeros', '0000000000000000', 'unrecognized', ['REPEATED_DIGIT', 'IIN_UNKNOWN']],
    ['a published test number', '4111111111111111', 'valid', ['TEST_CARD']],
    ['an unknown range', madeUp('0123', 16), 'unrecognized', ['IIN_UNKNOWN']],
    ['an unknown range and a wrong digit', '0123000000000000', 'invalid', ['CHECK_DIGIT_INVALID', 'IIN_UNKNOWN']],
  ])('of %s', (_, pan, status, expected) => {
    const card = report(pan);
    expect({ status: card.status, valid: card.valid, codes: codes(card) }).toEqual({
      status,
      valid: status === 'valid',
      codes: expected,
    });
  });

  test('of a JSON number refuses to guess the digits it lost', () => {
    expect(report(4539578763621486)).toMatchObject({ status: 'invalid', brand: null, maskedPan: null, panLength: 0 });
    expect(codes(report(4539578763621486))).toEqual(['PAN_NOT_STRING']);
  });

  test.each([
    ['full-width digits', '４539578763621486', 'full_width_digit', 0],
    ['Arabic-Indic digits', '453957876362148٦', 'arabic_indic_digit', 15],
    ['a letter O', '453O578763621486', 'letter', 3],
    ['a control character', '4539578763621486\u0000', 'control_character', 16],
    ['a no-break space', '4539\u00a0578763621486', 'unusual_space', 4],
  ])('of %s says what was found, and where', (_, pan, found, position) => {
    expect(report(pan).findings).toMatchObject([{ code: 'PAN_NOT_DIGITS', found, position }]);
  });

  test('checks expiry and security code, and keeps neither', () => {
    const card = report('378282246310005', { expiry: '10/26', cvv: '971' });
    expect(codes(card)).toEqual(['TEST_CARD', 'EXPIRY_PAST', 'CVV_LENGTH']);
    expect(card.status).toBe('invalid');
    expect(JSON.stringify(card)).not.toMatch(/971|10\/26/);
    expect(codes(report('378282246310005', { expiry: '11/26', cvv: '9713' }))).toEqual(['TEST_CARD']);
  });

  test('judges expiry and security code even where the number cannot be read', () => {
    expect(codes(report('', { expiry: '10/26', cvv: '12' }))).toEqual(['PAN_EMPTY', 'EXPIRY_PAST', 'CVV_LENGTH']);
  });

  test('of a length that none of the brands sharing a prefix has names none of them', () => {
    const card = report(madeUp('436742', 15), { accept: { brands: ['visa'] } });
    expect(card).toMatchObject({ status: 'invalid', brand: null, networks: [], accepted: null });
    expect(codes(card)).toContain('LENGTH_NOT_ALLOWED');
  });

  test('lets a bad expiry or security code stand apart from what the number may become', () => {
    expect(report('4539578763621486', { expiry: 'soon', cvv: 'x' })).toMatchObject({
      status: 'invalid',
      possible: true,
    });
  });

  test('says whether the caller’s policy takes the card, which does not make it invalid', () => {
    expect(report('4539578763621486', { accept: { brands: ['mastercard'] } })).toMatchObject({
      status: 'valid',
      accepted: false,
    });
    expect(report('4539578763621486', { accept: { brands: ['visa'] } })).toMatchObject({
      status: 'valid',
      accepted: true,
    });
    expect(report('9490220006611406', { accept: { brands: ['visa'] } })).toMatchObject({
      status: 'unrecognized',
      accepted: null,
    });
  });

  test('shows nothing of a number whose length no card has: its end may be a security code', () => {
    expect(report('378282246310005 9713')).toMatchObject({ status: 'invalid', maskedPan: '*'.repeat(19) });
    expect(report('37828224631000')).toMatchObject({ status: 'invalid', maskedPan: '*'.repeat(14) });
  });

  test('speaks Korean when asked, with the same codes', () => {
    const korean = reportCard(embeddedTables, { pan: '4539578763621485' }, { now: NOW, language: 'ko' });
    expect(korean.findings).toEqual([
      { ...report('4539578763621485').findings[0], message: FINDINGS.CHECK_DIGIT_INVALID.message.ko },
    ]);
  });
});

describe('what a number may still become', () => {
  test.each([
    ['', true],
    ['4', true],
    ['453957876362148', true],
    ['4539578763621485', true],
    ['4539578763621485' + '001', false],
    ['5555555555554445', false],
    ['5555555555554444' + '0', false],
    ['37828224631000', true],
    ['378282246310006', false],
    ['3782822463100050', false],
    ['x', false],
    ['9490', true],
    ['9490220006611406' + '0', true],
    [madeUp('0', 20), false],
  ])('%j: possible is %s', (pan, possible) => {
    expect(report(pan).possible).toBe(possible);
  });

  test('every card that is not invalid was possible at each of its digits', () => {
    let seen = 0;
    for (const { pan } of embeddedTable.testCards) {
      if (report(pan).status === 'invalid') continue;
      for (let length = 1; length < pan.length; length++) {
        if (!report(pan.slice(0, length)).possible)
          throw new Error(`a published number of ${String(pan.length)} digits is given up at ${String(length)}`);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(5000);
  });
});

describe('a tie that nobody can break', () => {
  const table = tableOf(
    [rangeRow('one', '4'), rangeRow('two', '4', '4', { panLengths: [19] }), rangeRow('one', '5'), rangeRow('two', '6')],
    {
      brands: [brandRow('one'), brandRow('two')],
      disputes: [
        {
          low: '4',
          high: '4',
          brandIds: ['one', 'two'],
          decidedBy: null,
          reason: 'Nobody knows.',
          sources: ['a-source'],
        },
      ],
    },
  );
  const tables = new CardTables(table, null);
  const card = (pan: string): ReturnType<typeof report> => reportCard(tables, { pan }, { now: NOW, language: 'en' });

  test('names no brand, says so, and shows both', () => {
    expect(table.winner(table.trie.find('4'), 16)).toBe(AMBIGUOUS);
    const tied = card(madeUp('4', 16));
    expect(tied).toMatchObject({
      status: 'unrecognized',
      brand: null,
      decided: false,
      digitsToDecide: null,
      networks: [],
    });
    expect(codes(tied)).toEqual(['IIN_AMBIGUOUS']);
    expect(tied.candidates.map(({ brand, disputed }) => [brand.id, disputed])).toEqual([
      ['one', true],
      ['two', true],
    ]);
  });

  test('still wants a check digit', () => {
    expect(card('4000000000000000')).toMatchObject({ status: 'invalid' });
  });
});

describe('any text at all', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.stringMatching(/^[0-9 -]{0,30}$/),
    fc.string({ unit: fc.constantFrom('4', '1', '５', '٣', ' ', '-', '\u0000', 'O'), maxLength: 24 }),
  );

  test('gets a report that never holds seven of its digits in a row', () => {
    const met = { digits: 0, other: 0 };
    fc.assert(
      fc.property(text, (pan) => {
        const card = report(pan);
        expect(card.valid).toBe(card.status === 'valid');
        expect(card.status === 'invalid').toBe(card.findings.some(({ severity }) => severity === 'error'));
        const digits = pan.replace(/[^0-9]/g, '');
        const spoken = JSON.stringify([card.findings, card.maskedPan, card.formatted]);
        for (let at = 0; at + 7 <= digits.length; at++) expect(spoken).not.toContain(digits.slice(at, at + 7));
        if (/^[0-9 -]+$/.test(pan)) met.digits++;
        else met.other++;
      }),
      { numRuns: 1500 },
    );
    expect(met.digits).toBeGreaterThan(200);
    expect(met.other).toBeGreaterThan(200);
  });
});
