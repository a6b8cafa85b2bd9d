import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FactsSet } from './issuer-facts-set.js';

test('rows get the numbers a map of texts would give them', () => {
  const row = fc.tuple(fc.nat(40), fc.nat(40), fc.constantFrom(-1, 0, 2 ** 31 - 1));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20_000, minLength: 2000, size: 'max' }), (rows) => {
      const set = new FactsSet(3);
      const twin = new Map<string, number>();
      const expected = rows.map((each) => {
        if (!twin.has(each.join())) twin.set(each.join(), twin.size);
        return twin.get(each.join());
      });
      expect(rows.map((each) => set.add(each))).toEqual(expected);
      expect(twin.size).toBeGreaterThan(1100);
    }),
    { numRuns: 10 },
  );
});
