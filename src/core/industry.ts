import type { Localized } from './language.js';

/** Major industry identifier: what the first digit of a card number says, and no more than that. */
export interface Industry {
  readonly digit: string;
  readonly name: Localized;
}

/** Source: ISO/IEC 7812-1:2017 as quoted by secondary texts (read 2026-11-22); an industry is not a brand. */
const NAMES: readonly Localized[] = [
  { en: 'ISO/TC 68 and other future assignments', ko: 'ISO/TC 68 및 향후 지정' },
  { en: 'Airlines', ko: '항공' },
  { en: 'Airlines, financial and other future assignments', ko: '항공, 금융 및 향후 지정' },
  { en: 'Travel and entertainment', ko: '여행·엔터테인먼트' },
  { en: 'Banking and financial', ko: '은행·금융' },
  { en: 'Banking and financial', ko: '은행·금융' },
  { en: 'Merchandising and banking/financial', ko: '유통 및 은행·금융' },
  { en: 'Petroleum and other future assignments', ko: '석유 및 향후 지정' },
  {
    en: 'Healthcare, telecommunications and other future assignments',
    ko: '의료, 통신 및 향후 지정',
  },
  { en: 'For assignment by national standards bodies', ko: '국가 표준 기구가 지정' },
];

export const INDUSTRIES: readonly Industry[] = NAMES.map((name, digit) => ({ digit: String(digit), name }));

const ZERO = 0x30;

/** @param digits At least one digit; only the first is looked at. */
export function industryOf(digits: string): Industry {
  const industry = INDUSTRIES[digits.charCodeAt(0) - ZERO];
  if (industry === undefined) throw new RangeError('An industry is asked of a string of digits.');
  return industry;
}
