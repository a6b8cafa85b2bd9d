import { describe, expect, test } from '@jest/globals';
import { embeddedTables } from '../../../test/support/embedded-table.js';
import { issuerFile, issuerRecord, issuerTableOf } from '../../../test/support/issuer-rows.js';
import { brandRow, rangeRow, tableOf } from '../../../test/support/table-rows.js';
import { findBrandDisagreements, type BrandDisagreement } from './brand-disagreements.js';
import type { IssuerRecord } from './issuer-record.js';

const BRANDS = ['one', 'two', 'three', 'four'];
const iins = tableOf(
  [
    rangeRow('one', '4', '4', { coBadgedWith: ['two'] }),
    rangeRow('one', '43', '43', { acceptedOn: [{ networkId: 'three', regions: [] }] }),
    rangeRow('one', '44', '44', { panLengths: [16], lengthSplitWith: ['two'] }),
    rangeRow('two', '44', '44', { panLengths: [19], lengthSplitWith: ['one'], coBadgedWith: ['one'] }),
    rangeRow('three', '6', '6', { confidence: 'low' }),
    rangeRow('three', '7'),
    rangeRow('two', '8'),
    rangeRow('four', '9', '9', { status: 'closed' }),
  ],
  {
    brands: BRANDS.map((id) => brandRow(id)),
    disputes: [
      { low: '44', high: '44', brandIds: ['one', 'two'], decidedBy: 'one', reason: 'Because.', sources: ['a-source'] },
    ],
  },
);

function named(low: string, brandId: string | null, changes: Partial<IssuerRecord> = {}): IssuerRecord {
  return issuerRecord(low, low, { brandId, ...changes });
}

function found(...records: readonly IssuerRecord[]): readonly BrandDisagreement[] {
  return findBrandDisagreements(iins, issuerTableOf([issuerFile('a', records)]));
}

const OURS = { brandId: 'one', sources: ['A source'] };

describe('brands that an issuer file names otherwise than our table', () => {
  test('are none where both say the same, or the file names none', () => {
    expect(found(named('412345', 'one'), named('423456', null), named('7', 'three'))).toEqual([]);
  });

  test('are both given, with who says so', () => {
    expect(found(named('412345', 'three'))).toEqual([
      { low: '412345', high: '412345', kind: 'differs', ours: OURS, theirs: { brandId: 'three', source: 'File a' } },
    ]);
  });

  test.each([
    ['co_badge', '412345', 'two', 'a second mark'],
    ['co_badge', '432345', 'three', 'rails that take the card'],
    ['length_split', '442345', 'two', 'the owner of other lengths'],
    ['undecided', '612345', 'three', 'the only one we would think of'],
    ['silent', '612345', 'one', 'one that nobody would think of'],
    ['undecided', '912345', 'four', 'one who has gone'],
    ['silent', '512345', 'one', 'the only one anybody names'],
  ])('are of kind %s at %s for %s: %s', (kind, low, brandId) => {
    expect(found(named(low, brandId)).map((each) => each.kind)).toEqual([kind]);
  });

  test('are none where the file speaks of lengths that are theirs', () => {
    expect(found(named('442345', 'two', { panLengths: [19] }))).toEqual([]);
    expect(found(named('442345', 'two', { panLengths: [16, 19] }))).toHaveLength(1);
  });

  test('are told as wide as they hold, whatever rows and names they come from', () => {
    const rows = [
      named('412345', 'three', { name: 'A' }),
      named('41234600', 'three', { name: 'B' }),
      named('42', 'three'),
    ];
    expect(found(...rows).map(({ low, high }) => [low, high])).toEqual([
      ['41234500', '41234600'],
      ['42', '42'],
    ]);
  });

  test('are cut where our table changes', () => {
    const wide = found(issuerRecord('3', '9', { brandId: 'three' }));
    expect(wide.map(({ low, high, kind, ours }) => [low, high, kind, ours?.brandId ?? null])).toEqual([
      ['3', '3', 'silent', null],
      ['40', '42', 'differs', 'one'],
      ['43', '43', 'co_badge', 'one'],
      ['44', '49', 'differs', 'one'],
      ['5', '5', 'silent', null],
      ['6', '6', 'undecided', null],
      ['8', '8', 'differs', 'two'],
      ['9', '9', 'silent', null],
    ]);
  });

  test('are told of every brand that answers, once', () => {
    const rows = [
      named('412345', 'two'),
      named('412345', 'three', { country: 'US' }),
      named('412345', 'three', { country: 'CN' }),
      named('412345', 'one', { country: 'JP' }),
    ];
    expect(found(...rows).map(({ theirs }) => theirs.brandId)).toEqual(['two', 'three']);
  });

  test('are none when our own table is the file', () => {
    const { iins: embedded } = embeddedTables;
    const records = embedded.ranges.map(({ low, high, brandId, panLengths }) =>
      issuerRecord(low, high, { brandId, panLengths }),
    );
    const kinds = findBrandDisagreements(embedded, issuerTableOf([issuerFile('a', records)])).map(({ kind }) => kind);
    expect(kinds).not.toContain('silent');
  });
});
