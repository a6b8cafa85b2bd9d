import { describe, expect, test } from '@jest/globals';
import { brandRow, rangeRow, tableSource, type RangeRow } from '../../test/support/table-rows.js';
import type { CheckDigitRule } from './account-range.js';
import { checkTables } from './table-checks.js';
import type { Dispute, TableSource } from './table-source.js';

const SOUND = [rangeRow('one', '4')];

function dispute(changes: Partial<Dispute> = {}): Dispute {
  const row = {
    low: '5',
    high: '5',
    brandIds: ['one', 'two'],
    decidedBy: 'one',
    reason: 'Because.',
    sources: ['a-source'],
  };
  return { ...row, ...changes };
}

function mistakesOf(ranges: readonly RangeRow[], changes: Partial<TableSource> = {}): readonly string[] {
  return checkTables(tableSource(ranges, changes));
}

describe('the checks on the tables', () => {
  test('find nothing in sound rows', () => {
    expect(mistakesOf(SOUND)).toEqual([]);
  });

  test.each<[string, RangeRow, string]>([
    ['bounds of different width', rangeRow('one', '4', '49'), 'one 4..49: bounds differ in width.'],
    ['low above high', rangeRow('one', '5', '4'), 'one 5..4: low is above high.'],
    [
      'a bound of twelve digits',
      rangeRow('one', '411111111111'),
      'one 411111111111..411111111111: bounds are 1 to 11 digits.',
    ],
    ['a bound that is not digits', rangeRow('one', '4x'), 'one 4x..4x: bounds are 1 to 11 digits.'],
    ['no PAN length', rangeRow('one', '4', '4', { panLengths: [] }), 'one 4..4 allows no PAN length.'],
    [
      'a PAN length no card has',
      rangeRow('one', '4', '4', { panLengths: [16, 20] }),
      'one 4..4 allows 20 digits; card numbers have 10 to 19.',
    ],
    ['no source', rangeRow('one', '4', '4', { sources: [] }), 'one 4..4 has no source.'],
    [
      'an unknown source',
      rangeRow('one', '4', '4', { sources: ['hearsay'] }),
      'one 4..4 names the unknown source hearsay.',
    ],
    [
      'an unknown co-badge',
      rangeRow('one', '4', '4', { coBadgedWith: ['nine'] }),
      'one 4..4 names the unknown brand nine.',
    ],
    [
      'an unknown network',
      rangeRow('one', '4', '4', { acceptedOn: [{ networkId: 'nine', regions: [] }] }),
      'one 4..4 names the unknown brand nine.',
    ],
    [
      'a country that is no code',
      rangeRow('one', '4', '4', { countries: ['Korea'] }),
      'one 4..4 names the country Korea.',
    ],
    [
      'a word that means nothing',
      rangeRow('one', '4', '4', { checkDigit: 'lunh' as CheckDigitRule }),
      'one 4..4 says lunh.',
    ],
  ])('find %s', (_, row, mistake) => {
    expect(mistakesOf([row])).toEqual([mistake]);
  });

  test('find rows that are there twice', () => {
    expect(mistakesOf([...SOUND, ...SOUND])).toEqual(['The range one 4..4 is there twice.']);
    expect(mistakesOf(SOUND, { brands: [brandRow('one'), brandRow('one')] })).toEqual([
      'The brand one is there twice.',
    ]);
  });

  test('find a brand without a range, and one without a source', () => {
    expect(mistakesOf(SOUND, { brands: [brandRow('one'), brandRow('two')] })).toEqual(['Brand two has no range.']);
    expect(mistakesOf(SOUND, { brands: [brandRow('one', { source: 'hearsay' })] })).toEqual([
      'Brand one names an unknown source.',
    ]);
  });

  test('find a grouping that loses digits, an odd code length and a release that is no day', () => {
    const brands = [brandRow('one', { grouping: new Map([[16, [4, 4]]]), cvv: { name: 'CVV', lengths: [NaN] } })];
    expect(mistakesOf(SOUND, { brands, released: 'soon' })).toEqual([
      'Brand one has an odd code length.',
      'Brand one groups 16 digits into another number of them.',
      'The release day is not YYYY-MM-DD.',
    ]);
  });

  test('count bad test cards without repeating them', () => {
    const testCards = ['4111111111111111', '4111111111111111', '4x'].map((pan) => ({
      pan,
      brandId: 'one',
      publisher: 'Somebody',
    }));
    expect(mistakesOf(SOUND, { testCards })).toEqual([
      '1 test cards are there twice.',
      '1 test cards are not 10 to 19 digits.',
    ]);
    expect(mistakesOf(SOUND, { testCards: [{ ...testCards[0]!, brandId: 'nine' }] })).toEqual([
      'A test card names the unknown brand nine.',
    ]);
  });

  test.each<[string, Partial<Dispute>, string]>([
    ['one brand', { brandIds: ['one'] }, 'Dispute 5..5 needs two brands.'],
    ['a stranger', { brandIds: ['one', 'nine'] }, 'Dispute 5..5 names the unknown brand nine.'],
    ['a decision by a stranger', { decidedBy: 'nine' }, 'Dispute 5..5 is decided by a stranger.'],
    ['no reason', { reason: '' }, 'Dispute 5..5 gives no reason.'],
    ['no source', { sources: [] }, 'Dispute 5..5 has no source.'],
    ['an unknown source', { sources: ['hearsay'] }, 'Dispute 5..5 names the unknown source hearsay.'],
    ['bounds of different width', { high: '59' }, 'Dispute 5..59: bounds differ in width.'],
  ])('find a dispute with %s', (_, changes, mistake) => {
    expect(mistakesOf([...SOUND, rangeRow('two', '5')], { disputes: [dispute(changes)] })).toEqual([mistake]);
  });
});

describe('equally wide claims of two brands', () => {
  const tie = [rangeRow('one', '50', '59'), rangeRow('two', '5')];
  const tieMistake =
    'one 50..59 and two 5..5 overlap, neither inside the other: declare a co-badge, a length split or a dispute.';

  test('must be declared, however their bounds are written', () => {
    expect(mistakesOf(tie)).toEqual([tieMistake]);
  });

  test('may overlap in part only where that is declared too', () => {
    expect(mistakesOf([rangeRow('one', '40', '49'), rangeRow('two', '45', '54')])).toHaveLength(1);
    expect(mistakesOf([rangeRow('one', '40', '49'), rangeRow('two', '45', '53')])).toHaveLength(1);
    expect(mistakesOf([rangeRow('one', '40', '49'), rangeRow('two', '45', '49')])).toEqual([]);
  });

  test('are settled by a dispute over all they share', () => {
    expect(mistakesOf(tie, { disputes: [dispute()] })).toEqual([]);
    expect(mistakesOf(tie, { disputes: [dispute({ low: '50', high: '55' })] })).toEqual([tieMistake]);
  });

  test.each(['coBadgedWith', 'lengthSplitWith'])('are settled by %s on either side', (column) => {
    expect(mistakesOf([rangeRow('one', '5', '5', { [column]: ['two'] }), rangeRow('two', '5')])).toEqual([]);
    expect(mistakesOf([rangeRow('one', '5'), rangeRow('two', '5', '5', { [column]: ['one'] })])).toEqual([]);
  });

  test('need no word where one of them may not decide, or they are of one brand', () => {
    expect(mistakesOf([rangeRow('one', '5'), rangeRow('two', '5', '5', { confidence: 'low' })])).toEqual([]);
    expect(mistakesOf([rangeRow('one', '5'), rangeRow('two', '5', '5', { status: 'closed' })])).toEqual([]);
    expect(mistakesOf([rangeRow('one', '5'), rangeRow('one', '50', '59')])).toEqual([]);
  });
});
