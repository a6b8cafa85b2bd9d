import { CHECK_DIGIT_RULES, CONFIDENCES, RANGE_STATUSES, type AccountRange } from './account-range.js';
import type { Brand } from './brand.js';
import { PAN_LENGTHS } from './claim-resolution.js';
import type { ListPoolBuilder, StringPoolBuilder } from './section-pools.js';
import type { TableSource } from './table-source.js';

/** The tables with every row in its place: what the columns below number is this order. */
export interface SortedTables extends Omit<TableSource, 'ranges'> {
  readonly ranges: readonly AccountRange[];
}

export type Section = [string, Uint8Array | Uint16Array | Uint32Array];

export function rangeColumns(
  { ranges, brands, sources }: SortedTables,
  strings: StringPoolBuilder,
  lists: ListPoolBuilder,
): Section[] {
  const brandIndex = indexer(brands.map(({ id }) => id));
  const sourceIndex = indexer(sources.map(({ id }) => id));
  const texts = (values: readonly string[]): number => lists.add(values.map((value) => strings.add(value)));
  const column = (name: string, value: (range: AccountRange) => number): Section => [
    name,
    Uint16Array.from(ranges, value),
  ];
  return [
    column('range.brand', ({ brandId }) => brandIndex(brandId)),
    column('range.low', ({ low }) => strings.add(low)),
    column('range.high', ({ high }) => strings.add(high)),
    column('range.lengths', ({ panLengths }) =>
      PAN_LENGTHS.reduce((mask, length, bit) => mask | (Number(panLengths.includes(length)) << bit), 0),
    ),
    column('range.rule', ({ checkDigit }) => CHECK_DIGIT_RULES.indexOf(checkDigit)),
    column('range.status', ({ status }) => RANGE_STATUSES.indexOf(status)),
    column('range.confid', ({ confidence }) => CONFIDENCES.indexOf(confidence)),
    column('range.product', ({ product }) => strings.add(product)),
    column('range.countries', ({ countries }) => texts(countries)),
    column('range.coBadged', ({ coBadgedWith }) => lists.add(coBadgedWith.map(brandIndex))),
    column('range.split', ({ lengthSplitWith }) => lists.add(lengthSplitWith.map(brandIndex))),
    column('range.accepted', ({ acceptedOn }) =>
      lists.add(acceptedOn.flatMap(({ networkId, regions }) => [brandIndex(networkId), texts(regions)])),
    ),
    column('range.sources', (range) => lists.add(range.sources.map(sourceIndex))),
    column('range.note', ({ note }) => strings.add(note)),
  ];
}

export function brandColumns(
  { brands, sources }: SortedTables,
  strings: StringPoolBuilder,
  lists: ListPoolBuilder,
): Section[] {
  const sourceIndex = indexer(sources.map(({ id }) => id));
  const column = (name: string, value: (brand: Brand) => number): Section => [name, Uint16Array.from(brands, value)];
  return [
    column('brand.id', ({ id }) => strings.add(id)),
    column('brand.name', ({ name }) => strings.add(name)),
    column('brand.cvvKnown', ({ cvv }) => Number(cvv !== null)),
    column('brand.cvvName', ({ cvv }) => strings.add(cvv?.name ?? null)),
    column('brand.cvvLengths', ({ cvv }) => lists.add(cvv?.lengths ?? [])),
    column('brand.source', ({ source }) => sourceIndex(source)),
    column('brand.grouping', ({ grouping }) =>
      lists.add([...grouping].sort(([a], [b]) => a - b).flatMap(([length, groups]) => [length, lists.add(groups)])),
    ),
  ];
}

export function contextColumns(
  { sources, disputes, testCards, brands }: SortedTables,
  strings: StringPoolBuilder,
  lists: ListPoolBuilder,
): Section[] {
  const brandIndex = indexer(brands.map(({ id }) => id));
  const sourceIndex = indexer(sources.map(({ id }) => id));
  const rows = (name: string, values: readonly (readonly number[])[]): Section => [
    name,
    Uint16Array.from(values.flat()),
  ];
  return [
    rows(
      'sources',
      sources.map(({ id, title, locator, readOn }) => [id, title, locator, readOn].map((text) => strings.add(text))),
    ),
    rows(
      'disputes',
      disputes.map((dispute) => [
        strings.add(dispute.low),
        strings.add(dispute.high),
        lists.add(dispute.brandIds.map(brandIndex)),
        dispute.decidedBy === null ? 0 : brandIndex(dispute.decidedBy) + 1,
        strings.add(dispute.reason),
        lists.add(dispute.sources.map(sourceIndex)),
      ]),
    ),
    rows(
      'testCards',
      testCards.map(({ pan, brandId, publisher }) => [
        strings.add(pan),
        brandId === null ? 0 : brandIndex(brandId) + 1,
        strings.add(publisher),
      ]),
    ),
  ];
}

export function indexer(ids: readonly string[]): (id: string) => number {
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  return (id) => indexOf.get(id)!;
}
