import { describe, expect, test } from '@jest/globals';
import { rangeRow, type RangeRow } from '../../test/support/table-rows.js';
import { AMBIGUOUS, PAN_LENGTHS, resolveClaims, type Winner } from './claim-resolution.js';
import type { Dispute } from './table-source.js';

const EVERY_LENGTH = { panLengths: [16, 19] };

function dispute(brandIds: readonly string[], decidedBy: string | null): Dispute {
  return { low: '4', high: '4', brandIds, decidedBy, reason: 'They say so.', sources: ['a-source'] };
}

/** Winners by name: of the narrowest claim, and for 16 and 19 digits. @param rows Most specific first. */
function winners(rows: readonly RangeRow[], disputes: readonly Dispute[] = []): readonly (string | null)[] {
  const { head, byLength } = resolveClaims(
    rows.map((row, id) => ({ ...row, id })),
    disputes,
  );
  const name = (winner: Winner): string | null => (winner === null || winner === AMBIGUOUS ? winner : winner.brandId);
  return [name(head), name(byLength[PAN_LENGTHS.indexOf(16)]!), name(byLength[PAN_LENGTHS.indexOf(19)]!)];
}

describe('who decides at a prefix', () => {
  test('nobody, without a claim', () => {
    expect(resolveClaims([], []).head).toBeNull();
  });

  test('the narrowest interval, however long its bounds are written', () => {
    const wide = rangeRow('wide', '670000', '679999', EVERY_LENGTH);
    expect(winners([rangeRow('narrow', '6703', '6703', EVERY_LENGTH), wide])).toEqual(['narrow', 'narrow', 'narrow']);
  });

  test('never a weak or a closed claim', () => {
    const weak = rangeRow('weak', '4111', '4111', { confidence: 'low' });
    const closed = rangeRow('closed', '41111', '41111', { status: 'closed' });
    expect(winners([closed, weak])).toEqual([null, null, null]);
    expect(winners([closed, weak, rangeRow('wide', '4')])).toEqual(['wide', 'wide', 'wide']);
  });

  test('a claim cut out of a wider one hides it at every length', () => {
    expect(winners([rangeRow('narrow', '41'), rangeRow('wide', '4', '4', EVERY_LENGTH)])).toEqual([
      'narrow',
      'narrow',
      'narrow',
    ]);
  });

  test('a brand the prefix is split with keeps the lengths the narrow claim does not have', () => {
    const narrow = rangeRow('narrow', '41', '41', { panLengths: [19], lengthSplitWith: ['wide'] });
    expect(winners([narrow, rangeRow('wide', '4', '4', EVERY_LENGTH)])).toEqual(['narrow', 'wide', 'narrow']);
  });

  test('a split counts on whichever row it is declared', () => {
    const wide = rangeRow('wide', '4', '4', { panLengths: [19], lengthSplitWith: ['narrow'] });
    expect(winners([rangeRow('narrow', '41'), wide])).toEqual(['narrow', 'narrow', 'wide']);
  });

  test('a dispute between two decides among three', () => {
    const third = rangeRow('third', '4', '4', { coBadgedWith: ['one', 'two'] });
    const rows = [rangeRow('one', '4'), third, rangeRow('two', '4')];
    expect(winners(rows, [dispute(['one', 'two'], 'two')])).toEqual(['two', 'two', 'two']);
  });

  test('a second mark on the card adds no length', () => {
    const narrow = rangeRow('narrow', '41', '41', { coBadgedWith: ['wide'] });
    expect(winners([narrow, rangeRow('wide', '4', '4', EVERY_LENGTH)])).toEqual(['narrow', 'narrow', 'narrow']);
  });

  test('a brand that shares with nobody does not come back under a third one', () => {
    const middle = rangeRow('middle', '41', '41', EVERY_LENGTH);
    const narrow = rangeRow('narrow', '411', '411', { panLengths: [19], lengthSplitWith: ['wide'] });
    expect(winners([narrow, middle, rangeRow('wide', '4')])).toEqual(['narrow', 'wide', 'narrow']);
  });

  test('of two equally wide claims the one a dispute names, or nobody', () => {
    const rows = [rangeRow('one', '4'), rangeRow('two', '4')];
    expect(winners(rows, [dispute(['one', 'two'], 'two')])).toEqual(['two', 'two', 'two']);
    expect(winners(rows, [dispute(['one', 'two'], null)])).toEqual([AMBIGUOUS, AMBIGUOUS, AMBIGUOUS]);
  });

  test('of two equally wide co-badged claims the better founded one', () => {
    const one = rangeRow('one', '4', '4', { confidence: 'medium', coBadgedWith: ['two'] });
    expect(winners([rangeRow('two', '4'), one])).toEqual(['two', 'two', 'two']);
  });

  test('a disputed claim does not take away the other side’s lengths', () => {
    const rows = [rangeRow('narrow', '41'), rangeRow('wide', '4', '4', EVERY_LENGTH)];
    expect(winners(rows, [{ ...dispute(['wide', 'narrow'], 'narrow'), low: '41', high: '41' }])).toEqual([
      'narrow',
      'narrow',
      'wide',
    ]);
  });
});
