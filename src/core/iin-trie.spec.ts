import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IinTrieBuilder } from './iin-trie-builder.js';
import { IinTrie } from './iin-trie.js';

interface Interval {
  readonly low: string;
  readonly high: string;
}

/** Three symbols instead of ten make intervals and prefixes meet: with ten, most cases would hit nothing. */
const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('0', '1', '9'), minLength, maxLength });

const interval: fc.Arbitrary<Interval> = fc
  .integer({ min: 1, max: 11 })
  .chain((width) => fc.tuple(digits(width, width), digits(width, width)))
  .map(([a, b]) => (a <= b ? { low: a, high: b } : { low: b, high: a }));

function trieOf(intervals: readonly Interval[]): IinTrie {
  const builder = new IinTrieBuilder();
  intervals.forEach(({ low, high }, value) => builder.add(low, high, value));
  return new IinTrie(builder.freeze());
}

function setAt(trie: IinTrie, prefix: string): { covering: number[]; partial: number[] } {
  const set = trie.setOf(trie.find(prefix));
  const values = Array.from({ length: trie.setSize(set) }, (_, index) => trie.valueAt(set, index));
  return { covering: values.slice(0, trie.coveringCount(set)), partial: values.slice(trie.coveringCount(set)) };
}

/** The twin: compares padded strings one interval after the other. */
function scan(intervals: readonly Interval[], prefix: string): { covering: number[]; partial: number[] } {
  const first = prefix.slice(0, 11).padEnd(11, '0');
  const last = prefix.slice(0, 11).padEnd(11, '9');
  const covering: number[] = [];
  const partial: number[] = [];
  intervals.forEach(({ low, high }, value) => {
    const [from, to] = [low.padEnd(11, '0'), high.padEnd(11, '9')];
    if (from <= first && last <= to) covering.push(value);
    else if (from <= last && first <= to) partial.push(value);
  });
  return { covering, partial };
}

describe('the trie', () => {
  test('answers as a linear scan does, for prefixes of every length', () => {
    const met = { nothing: 0, covering: 0, partial: 0, several: 0, whole: 0 };
    fc.assert(
      fc.property(
        fc.array(interval, { maxLength: 12 }),
        fc.array(digits(1, 19), { minLength: 8, maxLength: 8 }),
        (intervals, prefixes) => {
          const trie = trieOf(intervals);
          for (const prefix of prefixes) {
            const expected = scan(intervals, prefix);
            expect(setAt(trie, prefix)).toEqual(expected);
            met.nothing += Number(expected.covering.length + expected.partial.length === 0);
            met.covering += Number(expected.covering.length > 0);
            met.partial += Number(expected.partial.length > 0);
            met.several += Number(expected.covering.length > 1);
            met.whole += Number(prefix.length > 11 && expected.covering.length > 0);
          }
        },
      ),
      { numRuns: 120 },
    );
    // Guards against a generator that never gets near an interval.
    for (const [kind, times] of Object.entries(met)) expect({ kind, often: times > 10 }).toEqual({ kind, often: true });
  });

  test('finds nothing, and says so, when it is empty', () => {
    const trie = new IinTrie(new IinTrieBuilder().freeze());
    expect(setAt(trie, '4')).toEqual({ covering: [], partial: [] });
    expect(setAt(trie, '4111111111111111')).toEqual({ covering: [], partial: [] });
  });

  test('keeps leading zeros and eleven-digit bounds apart', () => {
    const trie = trieOf([
      { low: '00000000001', high: '00000000001' },
      { low: '0', high: '0' },
    ]);
    expect(setAt(trie, '00000000001').covering).toEqual([0, 1]);
    expect(setAt(trie, '00000000002').covering).toEqual([1]);
    expect(setAt(trie, '0000').partial).toEqual([0]);
  });

  test('shares equal sub-trees', () => {
    const repeated = trieOf([
      { low: '411111', high: '411111' },
      { low: '511111', high: '511111' },
    ]);
    const single = trieOf([{ low: '411111', high: '411111' }]);
    // Two different values, so nothing but the shape is alike: one path of five inner nodes more.
    expect(repeated.nodeCount).toBe(single.nodeCount + 6);
    const builder = new IinTrieBuilder().add('411111', '411111', 0).add('511111', '511111', 0);
    expect(new IinTrie(builder.freeze()).nodeCount).toBe(single.nodeCount);
  });

  test.each([
    ['bounds of different width', '41', '4', 0],
    ['bounds the wrong way round', '5', '4', 0],
    ['twelve digits', '411111111111', '411111111111', 0],
    ['no digits', '', '', 0],
    ['a value beyond 16 bits', '4', '4', 0x10000],
  ])('refuses %s', (_, low, high, value) => {
    expect(() => new IinTrieBuilder().add(low, high, value)).toThrow(RangeError);
  });
});
