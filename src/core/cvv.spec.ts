import { describe, expect, test } from '@jest/globals';
import type { Cvv } from './brand.js';
import { cvvFindings, cvvReport } from './cvv.js';
import { FINDINGS } from './finding.table.js';

function cvvOf(...lengths: number[]): Cvv {
  return { name: 'CVV2', lengths };
}

function codes(cvv: string, brandCvv: Cvv | null): string[] {
  return cvvFindings(cvv, brandCvv, 'en').map(({ code }) => code);
}

describe('a card verification value', () => {
  test.each<[string, Cvv | null, number[]]>([
    ['three digits', cvvOf(3), [3]],
    ['four digits', cvvOf(4), [4]],
    ['either', cvvOf(3, 4), [3, 4]],
    ['three digits or none', cvvOf(0, 3), [0, 3]],
    ['none', cvvOf(0), [0]],
    ['nothing known', cvvOf(), [3, 4]],
    ['no brand', null, [3, 4]],
  ])('has the length its brand uses: %s', (_, brandCvv, allowed) => {
    for (let length = 0; length <= 6; length++) {
      const want = allowed.includes(length) ? [] : ['CVV_LENGTH'];
      expect([length, codes('0'.repeat(length), brandCvv)]).toEqual([length, want]);
    }
  });

  test('is ASCII digits and nothing else', () => {
    for (const cvv of ['12a', '1 3', ' 123', '123\n', '-12', '1.5', '１２３', '١٢٣', '12\u200b', 'abcd', '\0']) {
      expect([cvv, codes(cvv, cvvOf(3))]).toEqual([cvv, ['CVV_NOT_DIGITS']]);
      expect(codes(cvv, cvvOf(0))).toEqual(['CVV_NOT_DIGITS']);
    }
  });

  test('is refused without being repeated, in either language', () => {
    const refused = [cvvFindings('98765', cvvOf(3), 'en'), cvvFindings('98765', null, 'ko')];
    expect(refused.flat().map(({ message }) => message)).toEqual([
      FINDINGS.CVV_LENGTH.message.en,
      FINDINGS.CVV_LENGTH.message.ko,
    ]);
    expect(JSON.stringify(refused)).not.toMatch(/[0-9]/);
  });

  test('may be as long as it likes and is still only of the wrong length', () => {
    expect(codes('1'.repeat(1_000_000), null)).toEqual(['CVV_LENGTH']);
  });
});

describe('what to ask the customer for', () => {
  test.each<[Cvv | null, ReturnType<typeof cvvReport>]>([
    [null, null],
    [cvvOf(), null],
    [cvvOf(3), { name: 'CVV2', length: 3, optional: false }],
    [cvvOf(3, 4), { name: 'CVV2', length: 4, optional: false }],
    [cvvOf(0, 3), { name: 'CVV2', length: 3, optional: true }],
    [cvvOf(3, 0), { name: 'CVV2', length: 3, optional: true }],
    [cvvOf(0), { name: 'CVV2', length: 0, optional: false }],
    [
      { name: null, lengths: [3] },
      { name: null, length: 3, optional: false },
    ],
  ])('%j is reported as %j', (cvv, want) => {
    expect(cvvReport(cvv)).toEqual(want);
  });
});
