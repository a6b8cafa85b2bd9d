import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDeeperThan } from './json-body.js';

/** The depth of a value, by walking it. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('the depth of JSON', () => {
  test('is what the parsed value has', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('[', '{"', '\\', '"', '\\"]', '}]', '\\\\'));
    const { value } = fc.letrec<{ readonly value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        text,
        fc.integer(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(text, tie('value'), { maxKeys: 3 }),
      ),
    }));
    const met = new Set<number>();
    fc.assert(
      fc.property(value, fc.boolean(), (json, isSpaced) => {
        const depth = depthOf(json);
        met.add(depth);
        const written = JSON.stringify(json, null, isSpaced ? 1 : 0);
        expect(isDeeperThan(written, depth)).toBe(false);
        if (depth > 0) expect(isDeeperThan(written, depth - 1)).toBe(true);
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(met.size).toBeGreaterThan(3);
  });

  test.each([
    ['['.repeat(65), true],
    ['['.repeat(64), false],
    ['[]'.repeat(1000), false],
    [`"${'['.repeat(1000)}`, false],
    [`"\\"${'['.repeat(1000)}"`, false],
    [`"\\\\"${'['.repeat(1000)}`, true],
    [`"\\${'['.repeat(1000)}`, false],
    ['{"a":'.repeat(65), true],
  ])('is counted in what is no JSON too', (text, isDeep) => {
    expect(isDeeperThan(text, 64)).toBe(isDeep);
  });
});
