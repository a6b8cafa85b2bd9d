import { describe, expect, test } from '@jest/globals';
import { mayHoldPan, printable, quotable } from './quotable.js';

describe('what somebody typed', () => {
  test.each(['issuers.csv', 'kicc-20261122.csv', './a/b/12345678901.csv', '신한.csv'])('%s may be repeated', (name) => {
    expect(quotable(name)).toBe(name);
  });

  test.each([
    '4539578763621486',
    '4539 5787 6362 1486',
    'cards-4539-5787-6362.csv',
    '4539a5787b6362c1486',
    '４５３９５７８７６３６２',
    '٤٥٣٩٥٧٨٧٦٣٦٢',
  ])('%s is not: it may hold a card number', (name) => {
    expect(mayHoldPan(name)).toBe(true);
    expect(quotable(name)).not.toMatch(/\p{Nd}{4}/u);
  });

  test('no terminal obeys it', () => {
    expect(printable('a\u001b[31mb\u0007\u009b\r\n')).toBe('a\ufffd[31mb\ufffd\ufffd\ufffd\ufffd');
    expect(printable('abc\u202etxt')).toBe('abc\ufffdtxt');
  });
});
