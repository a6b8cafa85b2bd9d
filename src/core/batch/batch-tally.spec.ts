import { describe, expect, test } from '@jest/globals';
import { rangeRow, tableOf } from '../../../test/support/table-rows.js';
import { CardTables } from '../card-tables.js';
import { FINDING_CODES } from '../finding.js';
import { STATUSES } from '../report.js';
import { BATCH_FINDING_CODES, LINE_FINDING_CODES, type BatchFindingCode } from './batch-finding.js';
import { BatchTally, tallyLayout } from './batch-tally.js';

const layout = tallyLayout(
  new CardTables(tableOf([rangeRow('two', '5'), rangeRow('one', '4'), rangeRow('six', '6')]), null),
);
const BRANDS_AT = 3;
const NONE_AT = BRANDS_AT + 3;
const findingAt = (code: BatchFindingCode): number => NONE_AT + 1 + BATCH_FINDING_CODES.indexOf(code);

/** Counts by their place. */
function block(...counts: readonly (readonly [place: number, count: number])[]): Uint32Array {
  const tally = new Uint32Array(layout.size);
  for (const [place, count] of counts) tally[place] = count;
  return tally;
}

function tallyOf(...blocks: readonly Uint32Array[]): BatchTally {
  const tally = new BatchTally(layout);
  for (const each of blocks) tally.add(each);
  return tally;
}

describe('the tally of a batch', () => {
  test('has a place for each status, each brand and none, and each finding of cards and lines', () => {
    expect(layout.brandIds).toEqual(['one', 'six', 'two']);
    expect(BATCH_FINDING_CODES).toEqual([...FINDING_CODES, ...LINE_FINDING_CODES]);
    expect(layout.size).toBe(STATUSES.length + layout.brandIds.length + 1 + BATCH_FINDING_CODES.length);
  });

  test('names what was counted', () => {
    const counts = tallyOf(
      block([0, 5], [1, 3], [2, 2], [BRANDS_AT, 4], [BRANDS_AT + 2, 1], [NONE_AT, 5], [findingAt('PAN_EMPTY'), 3]),
    ).toCounts();
    expect(counts).toEqual({
      lines: 10,
      byStatus: { valid: 5, invalid: 3, unrecognized: 2 },
      byBrand: { one: 4, two: 1 },
      byFinding: { PAN_EMPTY: 3 },
    });
    expect(Object.keys(counts.byStatus)).toEqual(STATUSES);
  });

  test.each(BATCH_FINDING_CODES)('knows %s by its place, and nothing beside it', (code) => {
    expect(tallyOf(block([findingAt(code), 7])).toCounts()).toMatchObject({ byBrand: {}, byFinding: { [code]: 7 } });
    expect(Object.keys(tallyOf(block([findingAt(code), 7])).toCounts().byFinding)).toEqual([code]);
  });

  test('leaves out what no line has, and puts the most frequent first', () => {
    const { byBrand, byFinding } = tallyOf(
      block([BRANDS_AT, 1], [BRANDS_AT + 1, 3], [BRANDS_AT + 2, 2], [NONE_AT, 9]),
      block([findingAt('PAN_EMPTY'), 1], [findingAt('ID_NOT_ECHOED'), 3], [findingAt('TEST_CARD'), 2]),
    ).toCounts();
    expect(Object.entries(byBrand)).toEqual([
      ['six', 3],
      ['two', 2],
      ['one', 1],
    ]);
    expect(Object.keys(byFinding)).toEqual(['ID_NOT_ECHOED', 'TEST_CARD', 'PAN_EMPTY']);
  });

  test('keeps the order of the table where counts are equal', () => {
    const { byBrand, byFinding } = tallyOf(
      block(
        [BRANDS_AT, 2],
        [BRANDS_AT + 1, 2],
        [BRANDS_AT + 2, 2],
        [findingAt('LINE_NOT_JSON'), 1],
        [findingAt('PAN_EMPTY'), 1],
      ),
    ).toCounts();
    expect(Object.keys(byBrand)).toEqual(['one', 'six', 'two']);
    expect(Object.keys(byFinding)).toEqual(['PAN_EMPTY', 'LINE_NOT_JSON']);
  });

  test('adds up blocks beyond what one of them can count', () => {
    const most = 2 ** 32 - 1;
    const tally = tallyOf(...Array.from({ length: 5 }, () => block([0, most], [1, 1], [BRANDS_AT, most])));
    expect(tally.lines).toBe(5 * 2 ** 32);
    expect(tally.toCounts()).toMatchObject({ byStatus: { valid: 5 * most, invalid: 5 }, byBrand: { one: 5 * most } });
  });

  test('of no blocks counts nothing', () => {
    expect(tallyOf().toCounts()).toEqual({
      lines: 0,
      byStatus: { valid: 0, invalid: 0, unrecognized: 0 },
      byBrand: {},
      byFinding: {},
    });
  });

  test('leaves a block as it was', () => {
    const counts = block([0, 1]);
    tallyOf(counts, counts);
    expect(counts).toEqual(block([0, 1]));
  });
});
