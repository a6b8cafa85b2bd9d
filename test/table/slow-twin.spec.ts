import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readTableSource } from '../../scripts/table-source.js';
import { askNumber } from '../../src/core/iin-answer.js';
import { embeddedTable } from '../support/embedded-table.js';

/** The slow twin: reads the rows of `data/` one after the other and shares nothing with trie, builder or resolution. */
const source = readTableSource();

interface Verdict {
  readonly brand: string | null;
  readonly lengthAllowed: boolean;
}

function slowVerdict(pan: string): Verdict {
  const prefix = BigInt(pan.slice(0, 11).padEnd(11, '0'));
  const from = (low: string): bigint => BigInt(low.padEnd(11, '0'));
  const to = (high: string): bigint => BigInt(high.padEnd(11, '9'));
  const covers = (row: { low: string; high: string }): boolean => from(row.low) <= prefix && prefix <= to(row.high);
  const claims = source.ranges
    .filter((row) => row.status !== 'closed' && row.confidence !== 'low' && covers(row))
    .map((row) => ({ ...row, width: to(row.high) - from(row.low) }));
  if (claims.length === 0) return { brand: null, lengthAllowed: true };
  const narrowest = claims.reduce((width, row) => (row.width < width ? row.width : width), claims[0]!.width);
  const tied = claims.filter((row) => row.width === narrowest);
  const disputes = source.disputes.filter(covers);
  const ruled = disputes.find((row) => tied.length > 1 && tied.every(({ brandId }) => row.brandIds.includes(brandId)));
  const head =
    tied.find(({ brandId }) => brandId === ruled?.decidedBy) ??
    tied.find(({ confidence }) => confidence === 'high') ??
    tied[0]!;
  const friends = [
    head.brandId,
    ...head.lengthSplitWith,
    ...claims.filter((row) => row.lengthSplitWith.includes(head.brandId)).map((row) => row.brandId),
    ...disputes.filter((row) => row.brandIds.includes(head.brandId)).flatMap((row) => row.brandIds),
  ];
  const winnerOf = (length: number): (typeof claims)[number] | undefined => {
    if (head.panLengths.includes(length)) return head;
    return claims
      .filter((row) => friends.includes(row.brandId) && row.panLengths.includes(length))
      .sort((a, b) => Number(a.width - b.width))[0];
  };
  const winner = winnerOf(pan.length);
  if (winner !== undefined) return { brand: winner.brandId, lengthAllowed: true };
  const anyLength = new Set(
    [10, 11, 12, 13, 14, 15, 16, 17, 18, 19].flatMap((length) => winnerOf(length)?.brandId ?? []),
  );
  return { brand: anyLength.size === 1 ? head.brandId : null, lengthAllowed: false };
}

/** Half the numbers start at, just below or just above a bound of the table, where mistakes live; every brand gets its share. */
const boundsByBrand = source.brands.map(({ id }) =>
  source.ranges
    .filter(({ brandId }) => brandId === id)
    .flatMap(({ low, high }) => [low, high, neighbour(low, -1n), neighbour(high, 1n)]),
);
const pan = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...boundsByBrand).chain((bounds) => fc.constantFrom(...bounds)),
      fc.stringMatching(/^[0-9]{1,8}$/),
    ),
    fc.stringMatching(/^[0-9]{19}$/),
    fc.oneof(fc.constant(16), fc.integer({ min: 12, max: 19 })),
  )
  .map(([prefix, rest, length]) => (prefix + rest).slice(0, length));

function neighbour(bound: string, step: bigint): string {
  const next = BigInt(bound) + step;
  return next < 0n || String(next).length > bound.length ? bound : String(next).padStart(bound.length, '0');
}

test('the compiled table names the brand and lengths that reading every row would', () => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(pan, (digits) => {
      const { brand, lengthAllowed } = askNumber(embeddedTable, digits);
      const expected = slowVerdict(digits);
      expect({ brand: brand?.id ?? null, lengthAllowed }).toEqual(expected);
      const kind = expected.brand === null ? 'unknown' : expected.lengthAllowed ? expected.brand : 'length';
      met.set(kind, (met.get(kind) ?? 0) + 1);
    }),
    { numRuns: 4000 },
  );
  const brands = embeddedTable.brands.filter(({ id }) => met.has(id));
  expect(met.get('unknown')).toBeGreaterThan(200);
  expect(met.get('length')).toBeGreaterThan(200);
  expect(brands.length).toBeGreaterThan(45);
});
