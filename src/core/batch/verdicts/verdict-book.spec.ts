import { describe, expect, test } from '@jest/globals';
import { embeddedTables, madeUp } from '../../../../test/support/embedded-table.js';
import { tallyLayout } from '../batch-tally.js';
import type { BatchPlan } from '../batch-plan.js';
import { factsOf, factsOfUnread } from './report-facts.js';
import { UNKNOWN, VerdictBook } from './verdict-book.js';

const PLAN: BatchPlan = {
  input: 'text',
  columns: null,
  output: 'ndjson',
  fields: ['status', 'brand', 'maskedPan', 'findings'],
  only: [],
  lineBytesMax: 100,
};
const LAYOUT = tallyLayout(embeddedTables);

function bookOf(changes: Partial<BatchPlan> = {}, verdictsMax?: number): VerdictBook {
  return new VerdictBook({ ...PLAN, ...changes }, LAYOUT, verdictsMax);
}

const visa = factsOf(embeddedTables, madeUp('453957', 16), true);
const otherVisa = factsOf(embeddedTables, madeUp('453958', 16), true);
const shortVisa = factsOf(embeddedTables, madeUp('453957', 13), true);
const damaged = factsOfUnread('LINE_NOT_JSON', true);

describe('the book of verdicts', () => {
  test('gives one verdict to all lines that differ in their digits only', () => {
    const book = bookOf();
    expect(book.add(otherVisa)).toBe(book.add(visa));
    expect(book.add(visa)).not.toBe(UNKNOWN);
  });

  test('keeps apart what is written or counted otherwise', () => {
    const book = bookOf();
    expect(new Set([visa, shortVisa, damaged].map((facts) => book.add(facts))).size).toBe(3);
    const countsOnly = bookOf({ fields: [] });
    expect(countsOnly.add(damaged)).not.toBe(countsOnly.add(visa));
    expect(countsOnly.add(shortVisa)).toBe(countsOnly.add(visa));
  });

  test('says what a verdict counts for, and whether it has a record', () => {
    const book = bookOf({ only: ['invalid'] });
    const [good, bad] = [book.add(visa), book.add(damaged)];
    expect([book.isWritten[good], book.isWritten[bad]]).toEqual([0, 1]);
    expect([book.statusPlace[good], book.statusPlace[bad]]).toEqual([0, 1]);
    expect(book.brandPlace[good]).toBe(3 + LAYOUT.brandIds.indexOf('visa'));
    expect(book.brandPlace[bad]).toBe(3 + LAYOUT.brandIds.length);
    expect(book.findingPlaces[good]).toBeUndefined();
    expect(book.findingPlaces[bad]).toHaveLength(1);
  });

  test('forgets everything when it knows more than it may, and not before it is told that numbers may change', () => {
    const book = bookOf({}, 2);
    book.makeRoom();
    const verdicts = [visa, shortVisa, damaged].map((facts) => book.add(facts));
    expect(book.edition).toBe(0);
    expect(book.add(visa)).toBe(verdicts[0]);
    book.makeRoom();
    expect(book.edition).toBe(1);
    expect(book.add(damaged)).toBe(verdicts[0]);
    expect(book.isWritten[verdicts[0]!]).toBe(1);
    expect(book.findingPlaces[verdicts[0]!]).toHaveLength(1);
    book.makeRoom();
    expect(book.edition).toBe(1);
  });
});
