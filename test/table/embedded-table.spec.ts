import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readTableSource } from '../../scripts/table-source.js';
import { buildIinTable } from '../../src/core/iin-table-builder.js';
import { decides } from '../../src/core/account-range.js';
import { findConflicts } from '../../src/core/conflicts.js';
import { checkTables } from '../../src/core/table-checks.js';
import { codes, embeddedTable, report } from '../support/embedded-table.js';
import { sha256 } from '../support/table-rows.js';

const EMBEDDED = join(import.meta.dirname, '..', '..', 'src', 'bin-data', 'embedded.iin');
const source = readTableSource();

describe('the embedded table', () => {
  test('is what data/ says, byte for byte (npm run data:build makes it so)', () => {
    expect(readFileSync(EMBEDDED).equals(Buffer.from(buildIinTable(source, sha256)))).toBe(true);
  });

  test('has no mistake in its rows', () => {
    expect(checkTables(source)).toEqual([]);
  });

  test('has a source for every row, and uses every source', () => {
    const used = new Set([
      ...source.ranges.flatMap(({ sources }) => sources),
      ...source.disputes.flatMap(({ sources }) => sources),
      ...source.brands.map((brand) => brand.source),
    ]);
    expect(source.sources.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([]);
    expect(source.ranges.filter(({ sources }) => sources.length === 0)).toEqual([]);
  });

  test('lets no weak or closed claim decide', () => {
    const leaves = Array.from({ length: embeddedTable.trie.leafCount }, (_, leaf) => leaf);
    const winners = leaves.flatMap((leaf) =>
      [0, 12, 13, 14, 15, 16, 17, 18, 19].map((length) => embeddedTable.winner(leaf, length)),
    );
    const ranges = winners.filter((winner) => winner !== null && winner !== 'ambiguous');
    expect(ranges.length).toBeGreaterThan(1000);
    expect(ranges.filter((range) => !decides(range))).toEqual([]);
  });

  test('explains every block that more than one brand claims', () => {
    const conflicts = findConflicts(embeddedTable.ranges, embeddedTable.disputes);
    expect(conflicts.length).toBeGreaterThan(500);
    expect(conflicts.filter(({ kind }) => kind === 'disputed').length).toBeGreaterThan(50);
    const block = conflicts.find(({ low }) => low === '654103');
    expect(block).toMatchObject({ high: '654103', kind: 'disputed', decidedBy: 'bc_card' });
    expect(block?.claims.map(({ brandId }) => brandId)).toEqual(expect.arrayContaining(['bc_card', 'discover']));
  });
});

describe('published test numbers', () => {
  const cards = source.testCards.filter(({ brandId }) => brandId !== null);
  const right = cards.filter(({ pan, brandId }) => {
    const card = report(pan);
    return card.valid && card.networks.some(({ id }) => id === brandId);
  });

  test('are all known as such', () => {
    expect(source.testCards.filter(({ pan }) => !codes(report(pan)).includes('TEST_CARD'))).toEqual([]);
  });

  test('get brand, length and check digit right seven times out of eight, with the rest explained by npm run data:report', () => {
    expect(cards.length).toBeGreaterThan(500);
    expect(right.length / cards.length).toBeGreaterThan(0.87);
  });
});
