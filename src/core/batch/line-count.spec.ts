import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BLOCK_TAIL_BYTES } from './line-block.js';
import { countLines } from './line-count.js';

/** Counts in `bytes`, placed `from` bytes into a buffer that is full of line feeds elsewhere. */
function countAt(from: number, bytes: Uint8Array): number {
  const buffer = new ArrayBuffer(from + bytes.length + BLOCK_TAIL_BYTES);
  const all = new Uint8Array(buffer).fill(10);
  all.set(bytes, from);
  return countLines({ buffer, from, to: from + bytes.length, offset: 0 });
}

function naiveCount(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => count + Number(byte === 10), 0);
}

const PLACES = [32, 33, 34, 35, 36, 37, 38, 39];

describe('the lines of a block', () => {
  test('are counted wherever the block begins and ends, and none outside it', () => {
    let found = 0;
    // Neighbours of the line feed, and those bytes that a borrow or a lost bit would take for one.
    const byte = fc.constantFrom(10, 10, 0, 9, 11, 13, 0x0b, 0x80, 0x8a, 0x8b, 0x0a ^ 1, 0x7f, 0xff, 0xf5, 48);
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 60, size: 'large' }), (values) => {
        const bytes = Uint8Array.from(values);
        const expected = naiveCount(bytes);
        for (const from of PLACES) expect(countAt(from, bytes)).toBe(expected);
        found += expected;
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(1000);
  });

  test('are told from every other byte, in every place of a word', () => {
    for (let byte = 0; byte < 256; byte++)
      for (let place = 0; place < 4; place++)
        for (const rest of [0, 10, 0xff]) {
          const bytes = new Uint8Array(8).fill(rest);
          bytes[place] = byte;
          expect(countAt(32, bytes)).toBe(naiveCount(bytes));
        }
  });

  test('are none in a block of nothing', () => {
    for (const from of PLACES) expect(countAt(from, new Uint8Array(0))).toBe(0);
  });
});
