import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatTyping, type TypingEdit } from './format-typing.js';

type GapsOf = (digits: string) => readonly number[];

const FOURS: GapsOf = () => [4, 8, 12, 16];
/** As a frontend does it: the gaps depend on the digits so far. */
const BY_BRAND: GapsOf = (digits) => (/^3[47]/.test(digits) ? [4, 10] : FOURS(digits));

/** `4111 |1111` ↔ text and caret. */
function field(drawn: string): { text: string; caret: number } {
  return { text: drawn.split('|').join(''), caret: drawn.indexOf('|') };
}

function draw({ text, caret }: { text: string; caret: number }): string {
  return `${text.slice(0, caret)}|${text.slice(caret)}`;
}

function formatted(drawn: string, deletedForward = false, gapsOf = FOURS): string {
  return draw(formatTyping({ ...field(drawn), deletedForward }, gapsOf));
}

/** What a browser does before it tells anybody, then what we make of it. */
function press(drawn: string, key: string, gapsOf = FOURS): string {
  const [before = '', after = ''] = drawn.split('|');
  if (key === 'Backspace') return formatted(`${before.slice(0, -1)}|${after}`, false, gapsOf);
  if (key === 'Delete') return formatted(`${before}|${after.slice(1)}`, true, gapsOf);
  return formatted(`${before}${key}|${after}`, false, gapsOf);
}

function pressAll(drawn: string, keys: readonly string[], gapsOf = FOURS): string[] {
  const states: string[] = [];
  for (const key of keys) states.push(press(states.at(-1) ?? drawn, key, gapsOf));
  return states;
}

describe('typing a card number', () => {
  test('brings each space along with the digit after it', () => {
    expect(pressAll('|', '411122'.split(''))).toEqual(['4|', '41|', '411|', '4111|', '4111 2|', '4111 22|']);
  });

  test('regroups when the brand becomes known', () => {
    expect(pressAll('|', '378282246310005'.split(''), BY_BRAND).at(-1)).toBe('3782 822463 10005|');
    expect(press('|7828224', '3', BY_BRAND)).toBe('3|782 8224');
    expect(press('3|', '4', BY_BRAND)).toBe('34|');
  });

  test('in the middle leaves the caret behind the typed digit', () => {
    expect(pressAll('41|11 1111', ['2', '3', '5', '6'])).toEqual([
      '412|1 1111 1',
      '4123| 1111 11',
      '4123 5|111 111',
      '4123 56|11 1111',
    ]);
  });

  test('at the end of a group, before or behind the space, puts the digit in the same place', () => {
    expect(press('4111| 2222', '9')).toBe('4111 9|222 2');
    expect(press('4111 |2222', '9')).toBe('4111 9|222 2');
  });

  test('a space crosses over the space that is there, and is swallowed elsewhere', () => {
    expect(press('4111| 2222', ' ')).toBe('4111 |2222');
    expect(press('41|11', ' ')).toBe('41|11');
    expect(press('4111|', ' ')).toBe('4111|');
    expect(press('|', '-')).toBe('|');
  });

  test('anything else is swallowed and leaves the caret where it was', () => {
    expect(press('4111| 2222', 'x')).toBe('4111| 2222');
    expect(press('4111 |2222', 'x')).toBe('4111 |2222');
    expect(press('4111 2|', '\u200b')).toBe('4111 2|');
  });

  test('works with the digits of a Korean or an Arabic keyboard', () => {
    expect(formatted('４１１１２|')).toBe('4111 2|');
    expect(formatted('٤١١١٢|')).toBe('4111 2|');
    expect(formatted('۴۱۱۱۹|')).toBe('4111 9|');
    expect(formatted('\uff10\uff19\u0660\u0669\u06f0\u06f9|\u0966\uff1a\uff0f')).toBe('0909 09|');
  });

  test('ends at nineteen digits', () => {
    expect(press('6212 3456 7890 1234 567|', '8')).toBe('6212 3456 7890 1234 567|');
    expect(press('9|212 3456 7890 1234 567', '8')).toBe('98|21 2345 6789 0123 456');
    expect(formatted('1'.repeat(100_000) + '|')).toBe('1111 1111 1111 1111 111|');
  });
});

describe('deleting', () => {
  test('backwards from the end takes each space away with the digit after it', () => {
    expect(pressAll('4111 22|', Array<string>(7).fill('Backspace'))).toEqual([
      '4111 2|',
      '4111|',
      '411|',
      '41|',
      '4|',
      '|',
      '|',
    ]);
  });

  test('a space backwards moves before it, and on into the digits', () => {
    expect(pressAll('4111 |2222', ['Backspace', 'Backspace', 'Backspace'])).toEqual([
      '4111| 2222',
      '411|2 222',
      '41|22 22',
    ]);
  });

  test('a space forwards moves behind it, and on into the digits', () => {
    expect(pressAll('4111| 2345', ['Delete', 'Delete', 'Delete'])).toEqual(['4111 |2345', '4111 |345', '4111 |45']);
  });

  test('a digit forwards leaves the caret where it was', () => {
    expect(press('41|11 2345', 'Delete')).toBe('41|12 345');
  });

  test('a selection leaves the caret where the selection was', () => {
    expect(formatted('41|22')).toBe('41|22');
    expect(formatted('4111|22')).toBe('4111| 22');
    expect(formatted('|2222')).toBe('|2222');
  });

  test('with either key never sticks: pressing on empties the field on that side', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{0,19}$/), fc.nat({ max: 24 }), (digits, place) => {
        const { text } = formatTyping({ text: digits, caret: 0 }, FOURS);
        const caret = Math.min(place, text.length);
        const drawn = draw({ text, caret });
        const presses = Array<string>(24);
        expect(pressAll(drawn, presses.fill('Backspace')).at(-1)).toMatch(/^\|/);
        expect(pressAll(drawn, presses.fill('Delete')).at(-1)).toMatch(/\|$/);
      }),
    );
  });
});

describe('pasting', () => {
  test('regroups whatever the separators were', () => {
    expect(formatted('4539-5787-6362-1486|')).toBe('4539 5787 6362 1486|');
    expect(formatted('  4539  5787 63\t62 1486 |')).toBe('4539 5787 6362 1486|');
    expect(formatted('3782 8224 6310 005|', false, BY_BRAND)).toBe('3782 822463 10005|');
  });

  test('of no digits at all leaves an empty field', () => {
    expect(formatted('card number|')).toBe('|');
  });
});

describe('any edit of any text', () => {
  const ASCII = '0123456789';
  const KEYBOARDS = [ASCII, '０１２３４５６７８９', '٠١٢٣٤٥٦٧٨٩', '۰۱۲۳۴۵۶۷۸۹'];

  /** By lists and code points, not by char codes. */
  function oracleDigits(text: string): string {
    return Array.from(text)
      .map((character) => KEYBOARDS.map((keys) => ASCII[Array.from(keys).indexOf(character)] ?? '').join(''))
      .join('');
  }

  const unit = fc.constantFrom(...Array.from(ASCII.repeat(3) + KEYBOARDS.join('') + ' -  x'), '\u{1f4b3}', '\u200b');
  const edits = fc.record<Required<TypingEdit>>({
    text: fc.string({ unit, maxLength: 40, size: 'max' }),
    caret: fc.integer({ min: 0, max: 45 }),
    deletedForward: fc.boolean(),
  });
  const gaps = fc.oneof(
    fc.constant(FOURS('')),
    fc.constant([4, 10]),
    fc.array(fc.integer({ min: -1, max: 21 }), { maxLength: 6 }),
  );

  test('loses, adds and reorders no digit of the first nineteen', () => {
    let longest = 0;
    fc.assert(
      fc.property(edits, gaps, (edit, any) => {
        const want = oracleDigits(edit.text).slice(0, 19);
        longest = Math.max(longest, want.length);
        expect(
          formatTyping(edit, () => any)
            .text.split(' ')
            .join(''),
        ).toBe(want);
      }),
      { numRuns: 1000 },
    );
    expect(longest).toBe(19);
  });

  test('keeps the caret behind the same count of digits, inside the text', () => {
    let middle = 0;
    fc.assert(
      fc.property(edits, gaps, (edit, any) => {
        const { text, caret } = formatTyping(edit, () => any);
        const want = Math.min(19, oracleDigits(edit.text.slice(0, edit.caret)).length);
        expect(oracleDigits(text.slice(0, caret))).toHaveLength(want);
        expect(Number.isInteger(caret) && caret >= 0 && caret <= text.length).toBe(true);
        if (caret > 0 && caret < text.length) middle++;
      }),
      { numRuns: 1000 },
    );
    expect(middle).toBeGreaterThan(150);
  });

  test('is settled at once: formatting the result again changes nothing', () => {
    fc.assert(
      fc.property(edits, gaps, (edit, any) => {
        const once = formatTyping(edit, () => any);
        expect(formatTyping(once, () => any)).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  test('puts a caret that is nowhere somewhere in the text', () => {
    expect(formatTyping({ text: '41112', caret: -1 }, FOURS).caret).toBe(0);
    for (const caret of [NaN, Infinity]) expect(formatTyping({ text: '41112', caret }, FOURS).caret).toBe(6);
  });
});
