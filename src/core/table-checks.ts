import {
  CHECK_DIGIT_RULES,
  CONFIDENCES,
  decides,
  intervalWidth,
  PREFIX_DIGITS_MAX,
  prefixInterval,
  RANGE_STATUSES,
  type AccountRange,
} from './account-range.js';
import { PAN_DIGITS_MAX, PAN_DIGITS_MIN } from './claim-resolution.js';
import type { Brand } from './brand.js';
import type { Dispute, TableSource, TestCard } from './table-source.js';

type Range = Omit<AccountRange, 'id'>;

/** Every mistake in the tables that can be seen without compiling them; empty when they are sound. */
export function checkTables(source: TableSource): readonly string[] {
  const names = {
    brands: new Set(source.brands.map(({ id }) => id)),
    sources: new Set(source.sources.map(({ id }) => id)),
  };
  return [
    ...duplicates(
      'brand',
      source.brands.map(({ id }) => id),
    ),
    ...duplicates(
      'source',
      source.sources.map(({ id }) => id),
    ),
    ...duplicates(
      'range',
      source.ranges.map((range) => `${where(range)} ${range.product ?? ''}`.trim()),
    ),
    ...source.ranges.flatMap((range) => rangeMistakes(range, names)),
    ...source.disputes.flatMap((dispute) => disputeMistakes(dispute, names)),
    ...testCardMistakes(source.testCards, names),
    ...source.brands
      .filter(({ id }) => !source.ranges.some(({ brandId }) => brandId === id))
      .map(({ id }) => `Brand ${id} has no range.`),
    ...source.brands
      .filter(({ source: id }) => !names.sources.has(id))
      .map(({ id }) => `Brand ${id} names an unknown source.`),
    ...source.brands.flatMap(brandMistakes),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(source.released) ? [] : ['The release day is not YYYY-MM-DD.']),
    ...undeclaredTies(source),
  ];
}

interface Names {
  readonly brands: ReadonlySet<string>;
  readonly sources: ReadonlySet<string>;
}

function brandMistakes({ id, cvv, grouping }: Brand): readonly string[] {
  const unfit = [...grouping].filter(([length, groups]) => groups.reduce((sum, size) => sum + size, 0) !== length);
  return [
    ...(cvv?.lengths.every((length) => [0, 3, 4].includes(length)) === false
      ? [`Brand ${id} has an odd code length.`]
      : []),
    ...unfit.map(([length]) => `Brand ${id} groups ${String(length)} digits into another number of them.`),
  ];
}

function rangeMistakes(range: Range, names: Names): readonly string[] {
  const at = where(range);
  const brands = [
    range.brandId,
    ...range.coBadgedWith,
    ...range.lengthSplitWith,
    ...range.acceptedOn.map((a) => a.networkId),
  ];
  return [
    ...boundsMistakes(range, at),
    ...(range.panLengths.length === 0 ? [`${at} allows no PAN length.`] : []),
    ...range.panLengths
      .filter((length) => !Number.isInteger(length) || length < PAN_DIGITS_MIN || length > PAN_DIGITS_MAX)
      .map(
        (length) =>
          `${at} allows ${String(length)} digits; card numbers have ${String(PAN_DIGITS_MIN)} to ${String(PAN_DIGITS_MAX)}.`,
      ),
    ...brands.filter((id) => !names.brands.has(id)).map((id) => `${at} names the unknown brand ${id}.`),
    ...[...foreign(range.checkDigit, CHECK_DIGIT_RULES), ...foreign(range.status, RANGE_STATUSES)].map(
      (word) => `${at} says ${word}.`,
    ),
    ...foreign(range.confidence, CONFIDENCES).map((word) => `${at} says ${word}.`),
    ...(range.sources.length === 0 ? [`${at} has no source.`] : []),
    ...range.sources.filter((id) => !names.sources.has(id)).map((id) => `${at} names the unknown source ${id}.`),
    ...[...range.countries, ...range.acceptedOn.flatMap(({ regions }) => regions)]
      .filter((code) => !/^[A-Z]{2}$/.test(code))
      .map((code) => `${at} names the country ${code}.`),
  ];
}

/** The rows come from text: their types are a claim until here. */
function foreign(word: string, known: readonly string[]): readonly string[] {
  return known.includes(word) ? [] : [word === '' ? 'nothing where a word belongs' : word];
}

function disputeMistakes(dispute: Dispute, names: Names): readonly string[] {
  const at = `Dispute ${dispute.low}..${dispute.high}`;
  return [
    ...boundsMistakes(dispute, at),
    ...(new Set(dispute.brandIds).size < 2 ? [`${at} needs two brands.`] : []),
    ...dispute.brandIds.filter((id) => !names.brands.has(id)).map((id) => `${at} names the unknown brand ${id}.`),
    ...(dispute.decidedBy !== null && !dispute.brandIds.includes(dispute.decidedBy)
      ? [`${at} is decided by a stranger.`]
      : []),
    ...(dispute.reason === '' ? [`${at} gives no reason.`] : []),
    ...(dispute.sources.length === 0 ? [`${at} has no source.`] : []),
    ...dispute.sources.filter((id) => !names.sources.has(id)).map((id) => `${at} names the unknown source ${id}.`),
  ];
}

function boundsMistakes({ low, high }: Pick<Range, 'low' | 'high'>, at: string): readonly string[] {
  const digits = new RegExp(`^\\d{1,${String(PREFIX_DIGITS_MAX)}}$`);
  if (!digits.test(low) || !digits.test(high)) return [`${at}: bounds are 1 to ${String(PREFIX_DIGITS_MAX)} digits.`];
  if (low.length !== high.length) return [`${at}: bounds differ in width.`];
  return low > high ? [`${at}: low is above high.`] : [];
}

/** Says how many, not which: not even a published number is repeated. */
function testCardMistakes(cards: readonly TestCard[], names: Names): readonly string[] {
  const twice = cards.length - new Set(cards.map(({ pan }) => pan)).size;
  const misshapen = cards.filter(({ pan }) => !/^\d{10,19}$/.test(pan)).length;
  return [
    ...(twice > 0 ? [`${String(twice)} test cards are there twice.`] : []),
    ...(misshapen > 0 ? [`${String(misshapen)} test cards are not 10 to 19 digits.`] : []),
    ...cards.flatMap(({ brandId }) =>
      brandId === null || names.brands.has(brandId) ? [] : [`A test card names the unknown brand ${brandId}.`],
    ),
  ];
}

/**
 * Deciding claims of different brands that are equally wide, or cross without one inside the other, need a word on who wins: else
 * the order of rows would decide, or a width that means nothing.
 */
function undeclaredTies({ ranges, disputes }: TableSource): readonly string[] {
  const deciders = ranges.filter(decides);
  return deciders.flatMap((a, index) =>
    deciders
      .slice(index + 1)
      .filter((b) => a.brandId !== b.brandId && overlap(a, b) && !isNested(a, b))
      .filter((b) => !sharing(a, b) && !disputes.some((dispute) => settles(dispute, a, b)))
      .map(
        (b) =>
          `${where(a)} and ${where(b)} overlap, neither inside the other: declare a co-badge, a length split or a dispute.`,
      ),
  );
}

function sharing(a: Range, b: Range): boolean {
  return (
    [...a.coBadgedWith, ...a.lengthSplitWith].includes(b.brandId) ||
    [...b.coBadgedWith, ...b.lengthSplitWith].includes(a.brandId)
  );
}

/** A dispute settles a tie only where it spans everything the two share. */
function settles(dispute: Dispute, a: Range, b: Range): boolean {
  const [shared, declared] = [intersection(a, b), prefixInterval(dispute)];
  return (
    dispute.brandIds.includes(a.brandId) &&
    dispute.brandIds.includes(b.brandId) &&
    declared.start <= shared.start &&
    shared.end <= declared.end
  );
}

function overlap(a: Range, b: Range): boolean {
  const { start, end } = intersection(a, b);
  return start < end;
}

/** One lies inside the other, and is narrower. */
function isNested(a: Range, b: Range): boolean {
  const { start, end } = intersection(a, b);
  return intervalWidth(a) !== intervalWidth(b) && end - start === Math.min(intervalWidth(a), intervalWidth(b));
}

function intersection(a: Range, b: Range): { start: number; end: number } {
  const [x, y] = [prefixInterval(a), prefixInterval(b)];
  return { start: Math.max(x.start, y.start), end: Math.min(x.end, y.end) };
}

function where(range: Pick<Range, 'brandId' | 'low' | 'high'>): string {
  return `${range.brandId} ${range.low}..${range.high}`;
}

function duplicates(what: string, keys: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return keys.filter((key) => seen.size === seen.add(key).size).map((key) => `The ${what} ${key} is there twice.`);
}
