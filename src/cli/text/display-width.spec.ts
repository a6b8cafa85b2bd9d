import { describe, expect, test } from '@jest/globals';
import { clip, displayWidth, padEnd, padStart, wrap } from './display-width.js';

describe('the width of a text in a terminal', () => {
  test.each([
    ['', 0],
    ['Visa', 4],
    ['신한카드', 8],
    ['신한 Card', 9],
    ['工商银行', 8],
    ['カード', 6],
    ['é', 1],
    ['e\u0301', 1],
    ['STRAẞE', 6],
    ['💳', 2],
  ])('%s fills %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  test('padding counts columns, not characters', () => {
    expect(padEnd('신한', 6)).toBe('신한  ');
    expect(padStart('신한', 6)).toBe('  신한');
    expect(padEnd('longer', 3)).toBe('longer');
  });

  test.each([
    ['SHINHAN CARD', 8, 'SHINHAN…'],
    ['신한카드', 8, '신한카드'],
    ['신한카드', 7, '신한카…'],
    ['신한카드', 6, '신한…'],
    ['A B C', 3, 'A…'],
  ])('%s is clipped to %i columns', (text, width, clipped) => {
    expect(clip(text, width)).toBe(clipped);
    expect(displayWidth(clipped)).toBeLessThanOrEqual(width);
  });

  test('wrapping breaks at spaces, and inside a word only when it is longer than a line', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('신한카드 체크', 8)).toEqual(['신한카드', '체크']);
    expect(wrap('abcdefgh i', 3).join('')).toBe('abcdefghi');
    expect(wrap('', 5)).toEqual(['']);
  });
});
