import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CHECK_DIGIT_RULES } from '../../src/core/account-range.js';
import { INDUSTRIES } from '../../src/core/industry.js';
import { checkLuhn, explainLuhn } from '../../src/core/luhn.js';
import { codes, embeddedTable, iinReport, report } from '../support/embedded-table.js';
import { tableRows } from './markdown.js';

const errata = readFileSync(new URL('../../docs/source-errata.md', import.meta.url), 'utf8');
const [, firstDigit = '', brands = '', luhn = ''] = errata.split(/^## .*$/m);

const NOTE_PAN = '4539578763621486';

const ANSWERS: Readonly<Record<string, (digits: string) => string>> = {
  card: (pan) => {
    const { brand, status } = report(pan);
    return `${brand?.id ?? 'nobody'} ${status}`;
  },
  iin: (prefix) => {
    const answer = iinReport(prefix);
    if (answer.brand !== null) return `${answer.brand.id} ${answer.candidates[0]!.panLengths.join('/')}`;
    return codes(answer).includes('IIN_UNKNOWN') ? 'nobody' : 'undecided';
  },
  luhn: (digits) => {
    const { sum, valid } = checkLuhn(digits);
    return `${String(sum)} ${valid ? 'valid' : 'invalid'}`;
  },
};

/** Every `question digits → answer` of a text. The title shows no whole number: no test name does. */
function claims(text: string): readonly { question: string; digits: string; answer: string; title: string }[] {
  return [...text.matchAll(/`(card|iin|luhn) (\d+) → ([^`]+)`/g)].map(([, question, digits, answer]) => ({
    question: question!,
    digits: digits!,
    answer: answer!,
    title: `${question!} ${digits!.length > 11 ? `${digits!.slice(0, 6)}…` : digits!} is ${answer!}`,
  }));
}

describe('docs/source-errata.md', () => {
  test.each(claims(errata))('$title', ({ question, digits, answer }) => {
    expect(ANSWERS[question]!(digits)).toBe(answer);
  });

  test('lists the ten first digits as the product has them', () => {
    const listed = tableRows(firstDigit).map(([digit, , en, ko]) => ({ digit, name: { en, ko } }));
    expect(listed).toEqual(INDUSTRIES);
  });

  test('finds the note wrong about 2, 4, 5, 6 and 9', () => {
    const wrong = tableRows(firstDigit).filter(([, , , , verdict]) => verdict?.startsWith('wrong'));
    expect(wrong.map(([digit]) => digit)).toEqual(['2', '4', '5', '6', '9']);
  });

  test('backs every row about a brand with an answer', () => {
    const rows = tableRows(brands);
    expect(rows).toHaveLength(8);
    for (const cells of rows) expect(claims(cells.at(-1)!).length).toBeGreaterThan(1);
  });

  test('is right that Cirrus has no range, and that 50 is shared', () => {
    expect(embeddedTable.findBrand('cirrus')).toBeNull();
    const sharing = iinReport('50').candidates.map(({ brand }) => brand.id);
    expect(sharing).toEqual(expect.arrayContaining(['maestro', 'elo', 'verve', 'rupay', 'mada']));
  });

  test('is right about who else lives under 2 and 4', () => {
    const brandsUnder = (prefix: string): readonly string[] =>
      iinReport(prefix).candidates.map(({ brand }) => brand.id);
    expect(brandsUnder('2')).toEqual(expect.arrayContaining(['mir', 'mastercard']));
    expect(brandsUnder('4')).toEqual(expect.arrayContaining(['mada', 'elo', 'unionpay', 'dankort']));
  });

  test('shows the Luhn table row by row', () => {
    const listed = tableRows(luhn).map(([position, digit, doubled, contribution, runningSum]) => ({
      position: Number(position),
      digit: Number(digit),
      doubled: doubled === 'yes',
      contribution: Number(contribution),
      runningSum: Number(runningSum),
    }));
    const rows = explainLuhn(NOTE_PAN).rows.map(({ positionFromRight: _, ...row }) => row);
    expect(listed).toEqual(rows);
  });

  test('explains the 82 of the note: every second digit from the check digit on doubled', () => {
    const sum = Array.from(NOTE_PAN)
      .reverse()
      .reduce((total, digit, index) => {
        const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
        return total + (doubled > 9 ? doubled - 9 : doubled);
      }, 0);
    expect(sum).toBe(82);
  });

  test('is right that its resident registration number holds by the rule for those, which is no rule of ours', () => {
    const [, number = ''] = /`luhn (0{6}\d{7}) /.exec(errata) ?? [];
    const weighted = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5].reduce(
      (sum, weight, i) => sum + weight * Number(number[i]),
      0,
    );
    expect((11 - (weighted % 11)) % 10).toBe(Number(number.at(-1)));
    expect(CHECK_DIGIT_RULES).toEqual(['luhn', 'luhn_optional', 'luhn_or_mod11', 'none']);
  });
});

/** The note's table as it stands, JCB read as a range. */
const NOTE: readonly (readonly [brand: string, prefixes: string, length: number])[] = [
  ['american_express', '34 37', 15],
  ['visa', '4', 16],
  ['maestro', '50 56-59', 16],
  ['mastercard', '51-55 2221-2720', 16],
  ['unionpay', '622126-622925 624-626 6282-6288', 16],
  ['diners_club', '300-305 3095 36 38 39', 14],
  ['discover', '60110 60112-60114 601174-601179 601186-601199 644-649 65', 16],
  ['jcb', '3528-3589', 16],
];

function noteKnows(pan: string, brandId: string | null): boolean {
  const row = NOTE.find(([brand]) => brand === brandId);
  const covers = (interval: string): boolean => {
    const [low = '', high = low] = interval.split('-');
    return low <= pan.slice(0, low.length) && pan.slice(0, high.length) <= high;
  };
  return row?.[2] === pan.length && row[1].split(' ').some(covers);
}

test('the note is right about half of the published test numbers, the product about more than four in five', () => {
  const cards = embeddedTable.testCards.filter(({ brandId }) => brandId !== null);
  const share = (right: (card: (typeof cards)[number]) => boolean): number => cards.filter(right).length / cards.length;
  const note = share(({ pan, brandId }) => noteKnows(pan, brandId));
  const product = share(({ pan, brandId }) => {
    const { valid, networks } = report(pan);
    return valid && networks.some(({ id }) => id === brandId);
  });
  expect(note).toBeGreaterThan(0.45);
  expect(note).toBeLessThan(0.55);
  expect(product).toBeGreaterThan(0.8);
});
