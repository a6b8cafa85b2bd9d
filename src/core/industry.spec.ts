import { describe, expect, test } from '@jest/globals';
import { INDUSTRIES, industryOf } from './industry.js';

describe('the major industry identifier', () => {
  test.each([
    ['0', 'ISO/TC 68 and other future assignments', 'ISO/TC 68 및 향후 지정'],
    ['1', 'Airlines', '항공'],
    ['2', 'Airlines, financial and other future assignments', '항공, 금융 및 향후 지정'],
    ['3', 'Travel and entertainment', '여행·엔터테인먼트'],
    ['4', 'Banking and financial', '은행·금융'],
    ['5', 'Banking and financial', '은행·금융'],
    ['6', 'Merchandising and banking/financial', '유통 및 은행·금융'],
    ['7', 'Petroleum and other future assignments', '석유 및 향후 지정'],
    ['8', 'Healthcare, telecommunications and other future assignments', '의료, 통신 및 향후 지정'],
    ['9', 'For assignment by national standards bodies', '국가 표준 기구가 지정'],
  ])('%s is %s (%s)', (digit, en, ko) => {
    expect(industryOf(digit)).toEqual({ digit, name: { en, ko } });
    expect(industryOf(`${digit}539578763621486`)).toBe(industryOf(digit));
  });

  test('lists all ten digits in order', () => {
    expect(INDUSTRIES.map(({ digit }) => digit).join('')).toBe('0123456789');
  });

  test('2 is not membership, whatever the source note says', () => {
    expect(industryOf('2').name.en).not.toMatch(/member/i);
    expect(industryOf('2').name.ko).not.toContain('멤버십');
  });

  test('names an industry and never a brand: 4 is not Visa', () => {
    const names = INDUSTRIES.flatMap(({ name }) => [name.en, name.ko]).join('\n');
    expect(names).not.toMatch(/visa|master|maestro|discover|union|비자|마스터|은련/i);
    expect(industryOf('4').name).toEqual(industryOf('5').name);
  });

  test('9 says nothing about payments abroad', () => {
    expect(industryOf('9').name.ko).not.toContain('해외');
  });

  test('is asked of digits only', () => {
    for (const text of ['', 'x', '４', '-', '٤', ' ', '\n', ' 4', '/', ':']) {
      expect(() => industryOf(text)).toThrow(new RangeError('An industry is asked of a string of digits.'));
    }
  });
});
