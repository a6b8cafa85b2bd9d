import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { issuerFile, issuerRecord, issuerTableOf } from '../../../test/support/issuer-rows.js';
import { diffIssuerTables } from './issuer-diff.js';
import type { ImportedIssuerFile, IssuerRecord } from './issuer-record.js';
import type { IssuerTable } from './issuer-table.js';

function tableOf(...records: readonly IssuerRecord[]): IssuerTable {
  return issuerTableOf([issuerFile('a', records)]);
}

describe('what a new table says otherwise', () => {
  test('is nothing of itself', () => {
    const table = tableOf(issuerRecord('4'), issuerRecord('512345'));
    expect(diffIssuerTables(table, table)).toEqual({
      prefixesBefore: 100_001,
      prefixesAfter: 100_001,
      added: 0,
      removed: 0,
      changed: 0,
      share: 0,
      shareOfExisting: 0,
      examples: [],
    });
  });

  test('is counted in prefixes of six digits, with growth apart', () => {
    const before = tableOf(issuerRecord('400000', '400009'));
    const after = tableOf(issuerRecord('400002', '400014'), issuerRecord('40000405', '40000406', { name: 'Another' }));
    expect(diffIssuerTables(before, after)).toMatchObject({
      prefixesBefore: 10,
      prefixesAfter: 13,
      added: 5,
      removed: 2,
      changed: 1,
      share: 0.8,
      shareOfExisting: 0.3,
    });
  });

  test('is shown by examples of each kind in turn', () => {
    const before = tableOf(issuerRecord('4000', '4001'), issuerRecord('500000'));
    const after = tableOf(issuerRecord('4001', '4002', { name: 'New' }), issuerRecord('500000'));
    const { examples } = diffIssuerTables(before, after);
    expect(examples.map(({ prefix }) => prefix).slice(0, 7)).toEqual([
      '400000',
      '400100',
      '400200',
      '400001',
      '400101',
      '400201',
      '400002',
    ]);
    expect(examples).toHaveLength(20);
    expect(
      examples.slice(0, 3).map((each) => [each.before, each.after].map((claims) => claims.map(({ name }) => name))),
    ).toEqual([
      [['An issuer'], []],
      [['An issuer'], ['New']],
      [[], ['New']],
    ]);
  });

  test('is not who says it, nor in which order different countries are listed', () => {
    const rows = [issuerRecord('412345'), issuerRecord('412345', '412345', { country: 'US', panLengths: [16, 19] })];
    const later = issuerFile('b', rows.toReversed(), { title: 'Another title', version: '2' });
    expect(diffIssuerTables(tableOf(...rows), issuerTableOf([later]))).toMatchObject({ changed: 0, share: 0 });
  });

  test.each<[Partial<IssuerRecord>]>([
    [{ name: null }],
    [{ country: 'US' }],
    [{ funding: 'debit' }],
    [{ product: 'Gold' }],
    [{ segment: 'commercial' }],
    [{ brandId: 'visa' }],
    [{ panLengths: [16] }],
  ])('is any fact: %j', (change) => {
    const [before, after] = [tableOf(issuerRecord('412345')), tableOf(issuerRecord('412345', '412345', change))];
    expect(diffIssuerTables(before, after)).toMatchObject({ changed: 1, shareOfExisting: 1 });
  });

  test('of nothing and something is growth only, and the other way round loss only', () => {
    const [nothing, something] = [tableOf(), tableOf(issuerRecord('99999'))];
    expect(diffIssuerTables(nothing, something)).toMatchObject({ added: 10, share: 10, shareOfExisting: 0 });
    expect(diffIssuerTables(something, nothing)).toMatchObject({ removed: 10, share: 1, shareOfExisting: 1 });
    expect(diffIssuerTables(nothing, nothing)).toMatchObject({ prefixesBefore: 0, prefixesAfter: 0, share: 0 });
  });
});

describe('by trying every number', () => {
  /** Rows of 4 to 8 digits under 41230: ten prefixes of six digits, a thousand of eight. */
  const row: fc.Arbitrary<IssuerRecord> = fc
    .tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.nat(999),
      fc.nat(3),
      fc.constantFrom('A', 'B'),
      fc.constantFrom('KR', 'US', null),
    )
    .map(([digits, at, more, name, country]) => {
      const last = 10 ** digits - 1;
      const low = at % 10 ** digits;
      const bounds = [low, Math.min(last, low + more)].map((end) =>
        digits === 0 ? '41230' : `41230${String(end).padStart(digits, '0')}`,
      );
      return issuerRecord(bounds[0]!, bounds[1], { name, country });
    });
  const files: fc.Arbitrary<readonly ImportedIssuerFile[]> = fc
    .tuple(fc.array(row, { maxLength: 4 }), fc.array(row, { maxLength: 4 }))
    .map(([first, second]) => [issuerFile('a', first), issuerFile('b', second, { rank: 2 })]);
  const change: fc.Arbitrary<
    (all: readonly ImportedIssuerFile[], others: readonly ImportedIssuerFile[]) => readonly ImportedIssuerFile[]
  > = fc.constantFrom(
    (_, others) => others,
    (all) => all.slice(0, 1),
    (all) => all.map((file) => ({ ...file, records: file.records.slice(1) })),
    (all) => all.toReversed(),
    (all, others) => [...all, ...others.map((file) => ({ ...file, id: `more-${file.id}` }))],
  );

  function factsAt(table: IssuerTable, digits: string): string {
    return table
      .claims(table.find(digits))
      .map(({ source: _, ...facts }) => JSON.stringify(facts))
      .toSorted()
      .join();
  }

  test('the counts are right', () => {
    const met = { added: 0, removed: 0, changed: 0, kept: 0 };
    fc.assert(
      fc.property(files, files, change, (olds, others, toNew) => {
        const [before, after] = [issuerTableOf(olds), issuerTableOf(toNew(olds, others))];
        const prefixes = Array.from({ length: 10 }, (_, digit) => {
          const numbers = Array.from(
            { length: 100 },
            (__, index) => `41230${digit}${String(index).padStart(2, '0')}000`,
          );
          const facts = numbers.map((digits) => [factsAt(before, digits), factsAt(after, digits)] as const);
          return {
            before: facts.some(([old]) => old !== ''),
            after: facts.some(([, now]) => now !== ''),
            differs: facts.some(([old, now]) => old !== now),
          };
        });
        const count = (is: (prefix: (typeof prefixes)[number]) => boolean): number => prefixes.filter(is).length;
        const expected = {
          prefixesBefore: count((prefix) => prefix.before),
          prefixesAfter: count((prefix) => prefix.after),
          added: count((prefix) => !prefix.before && prefix.after),
          removed: count((prefix) => prefix.before && !prefix.after),
          changed: count((prefix) => prefix.before && prefix.after && prefix.differs),
        };
        const { examples, ...diff } = diffIssuerTables(before, after);
        expect(diff).toMatchObject(expected);
        expect(examples).toHaveLength(expected.added + expected.removed + expected.changed);
        expect(before.prefixCount()).toBe(expected.prefixesBefore);
        met.added += expected.added;
        met.removed += expected.removed;
        met.changed += expected.changed;
        met.kept += count((prefix) => prefix.before && !prefix.differs);
      }),
      { numRuns: 80 },
    );
    for (const [kind, times] of Object.entries(met)) expect({ kind, often: times > 20 }).toEqual({ kind, often: true });
  });
});
