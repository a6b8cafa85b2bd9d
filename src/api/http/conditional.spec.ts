import { describe, expect, it } from '@jest/globals';
import { entityTag, noneMatchHolds } from './conditional.js';

describe('an entity tag', () => {
  it('joins what the answer depends on', () =>
    expect(entityTag('2026-11-22-abc', '1.0.0', 'ko')).toBe('"2026-11-22-abc.1.0.0.ko"'));

  it('holds nothing that would end it early', () => expect(entityTag('a"b\nc 한')).toBe('"a_b_c__"'));
});

describe('If-None-Match', () => {
  it.each([undefined, '', '"b"', 'a', '"a', 'W/"b"', '"b", "c"', '"A"'])('%s wants the answer', (header) =>
    expect(noneMatchHolds(header, '"a"')).toBe(true),
  );

  it.each(['"a"', 'W/"a"', '*', ' * ', '"b", "a"', '"b",W/"a" , "c"', '"x,y", "a"'])('%s has it already', (header) => {
    expect(noneMatchHolds(header, '"a"')).toBe(false);
    expect(noneMatchHolds(header, 'W/"a"')).toBe(false);
  });

  it('is not fooled by a comma inside a tag', () => expect(noneMatchHolds('"x,a"', '"a"')).toBe(true));
});
