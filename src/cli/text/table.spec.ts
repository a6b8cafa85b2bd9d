import { describe, expect, test } from '@jest/globals';
import { displayWidth } from './display-width.js';
import { alignRows, COLUMNS_MAX, labelled, paragraph } from './table.js';

describe('rows in columns', () => {
  test('stand below each other, Korean or not', () => {
    const lines = alignRows(
      [
        ['신한카드', '12', 'KR'],
        ['ICBC', '1,200', 'CN'],
      ],
      { align: ['left', 'right', 'left'] },
    );
    expect(lines).toEqual(['  신한카드     12  KR', '  ICBC      1,200  CN']);
  });

  test('never grow beyond the line: the widest cell on the left gives way', () => {
    const [line = ''] = alignRows([['x'.repeat(70), 'y'.repeat(30), '123']], { align: ['left', 'left', 'right'] });
    expect(displayWidth(line)).toBe(COLUMNS_MAX);
    expect(line).toContain('x…  yyy');
    expect(line.endsWith('  123')).toBe(true);
  });

  test('leave no space at the end of a line', () => {
    expect(alignRows([['a', '']], { align: ['left', 'left'], indent: 0 })).toEqual(['a']);
  });
});

describe('labelled facts', () => {
  test('have their values beside each other; what is long continues below', () => {
    expect(
      labelled([
        ['brand', 'Visa'],
        ['길이', ['16', '19']],
      ]),
    ).toEqual(['  brand  Visa', '  길이   16', '         19']);
    const lines = labelled([['sources', 'word '.repeat(40).trim()]]);
    expect(lines.length).toBeGreaterThan(2);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(COLUMNS_MAX);
  });
});

test('a paragraph is indented on every line', () => {
  const lines = paragraph('word '.repeat(40).trim(), 4);
  expect(lines.every((line) => line.startsWith('    word'))).toBe(true);
  expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(COLUMNS_MAX);
});
