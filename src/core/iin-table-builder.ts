import { CONFIDENCES, decides, intervalWidth, type AccountRange } from './account-range.js';
import { AMBIGUOUS, resolveClaims, type Resolution, type Winner } from './claim-resolution.js';
import {
  brandColumns,
  contextColumns,
  indexer,
  rangeColumns,
  type Section,
  type SortedTables,
} from './iin-table-columns.js';
import { IIN_TABLE, WINNER_AMBIGUOUS, WINNER_NONE } from './iin-table-format.js';
import { IinTrieBuilder } from './iin-trie-builder.js';
import type { IinTrieArrays } from './iin-trie.js';
import { ListPoolBuilder, StringPoolBuilder } from './section-pools.js';
import { writeSections, type Sha256 } from './section-buffer.js';
import { settle } from './settling.js';
import { checkTables } from './table-checks.js';
import type { TableSource } from './table-source.js';

/** The text tables cannot be compiled; `mistakes` lists everything that is wrong with them. */
export class TableSourceError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(`The tables have ${String(mistakes.length)} mistakes:\n${mistakes.join('\n')}`);
  }
}

/**
 * Compiles the reviewed tables into the one buffer that `IinTable` reads.
 * Deterministic: the same rows, in any order, give the same bytes.
 * @throws TableSourceError with every mistake at once.
 */
export function buildIinTable(source: TableSource, sha256: Sha256): ArrayBuffer {
  const mistakes = checkTables(source);
  if (mistakes.length > 0) throw new TableSourceError(mistakes);
  const tables = sorted(source);
  const trie = trieOf(tables);
  const resolutions = Array.from({ length: trie.leafCount }, (_, leaf) => resolutionAt(leaf, trie, tables));
  const unreachable = unreachableBrands(tables, resolutions);
  if (unreachable.length > 0) throw new TableSourceError(unreachable);
  return writeSections(IIN_TABLE, sectionsOf(tables, trie, resolutions), sha256);
}

/** Ranges are numbered most specific first, so that an ascending set of ids is a ranking. */
function sorted(source: TableSource): SortedTables {
  const text = (range: Omit<AccountRange, 'id'>): string =>
    [range.brandId, range.low, range.high, range.product ?? ''].join();
  const ranges = [...source.ranges]
    .sort(
      (a, b) =>
        intervalWidth(a) - intervalWidth(b) ||
        Number(decides(b)) - Number(decides(a)) ||
        CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
        compareText(text(a), text(b)),
    )
    .map((range, id) => ({ ...range, id }));
  return {
    released: source.released,
    brands: [...source.brands].sort((a, b) => compareText(a.id, b.id)),
    sources: [...source.sources].sort((a, b) => compareText(a.id, b.id)),
    testCards: [...source.testCards].sort((a, b) => compareText(a.pan, b.pan)),
    disputes: [...source.disputes].sort((a, b) => compareText(disputeKey(a), disputeKey(b))),
    ranges,
  };
}

function disputeKey({ low, high, brandIds }: TableSource['disputes'][number]): string {
  return [low, high, ...brandIds].join();
}

function trieOf({ ranges, disputes }: SortedTables): IinTrieArrays {
  const builder = new IinTrieBuilder();
  for (const { low, high, id } of ranges) builder.add(low, high, id);
  disputes.forEach(({ low, high }, index) => builder.add(low, high, ranges.length + index));
  return builder.freeze();
}

function resolutionAt(leaf: number, trie: IinTrieArrays, { ranges, disputes }: SortedTables): Resolution {
  const values = Array.from(trie.setValues.subarray(trie.setOffsets[leaf], trie.setOffsets[leaf + 1]));
  const claims = values.filter((value) => value < ranges.length).map((value) => ranges[value]!);
  const contests = values.filter((value) => value >= ranges.length).map((value) => disputes[value - ranges.length]!);
  return resolveClaims(claims, contests);
}

function unreachableBrands({ brands, ranges }: SortedTables, resolutions: readonly Resolution[]): readonly string[] {
  const winners = resolutions.flatMap(({ head, byLength }) => [head, ...byLength]);
  const reached = new Set(
    winners.filter((winner) => winner !== null && winner !== AMBIGUOUS).map(({ brandId }) => brandId),
  );
  return brands
    .filter(({ id }) => ranges.some((range) => range.brandId === id && decides(range)) && !reached.has(id))
    .map(({ id }) => `Brand ${id} has deciding ranges, but wins nowhere.`);
}

function sectionsOf(
  tables: SortedTables,
  trie: IinTrieArrays,
  resolutions: readonly Resolution[],
): ReadonlyMap<string, Section[1]> {
  const strings = new StringPoolBuilder();
  const lists = new ListPoolBuilder();
  const rows = [
    ...rangeColumns(tables, strings, lists),
    ...brandColumns(tables, strings, lists),
    ...contextColumns(tables, strings, lists),
  ];
  const brandIndex = indexer(tables.brands.map(({ id }) => id));
  const { digitsToSettle, certainBrand } = settle(trie, resolutions, brandIndex);
  return new Map<string, Section[1]>([
    ['meta', Uint16Array.of(strings.add(tables.released), trie.leafCount)],
    ['trie.children', trie.children],
    ['trie.shortcuts', trie.shortcuts],
    ['trie.nodeSets', trie.nodeSets],
    ['trie.setOffsets', trie.setOffsets],
    ['trie.setCovering', trie.setCovering],
    ['trie.setValues', trie.setValues],
    ['node.settle', digitsToSettle],
    ['node.brand', certainBrand],
    [
      'leaf.winners',
      Uint16Array.from(resolutions.flatMap(({ head, byLength }) => [head, ...byLength].map(winnerCode))),
    ],
    ...rows,
    ...lists.sections('lists'),
    ...strings.sections('strings'),
  ]);
}

function winnerCode(winner: Winner): number {
  if (winner === null) return WINNER_NONE;
  return winner === AMBIGUOUS ? WINNER_AMBIGUOUS : winner.id + 1;
}

/** By code unit, so that no locale of the building machine can change the bytes. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
