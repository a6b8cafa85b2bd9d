/** An issuer file such as nobody may hand on: as large as the commercial ones, shaped like them, and made up from one seed. */
import type { ImportedIssuerFile, IssuerRecord, IssuerTableSource } from '../dist/core/issuers/issuer-record.js';
import { FUNDINGS, SEGMENTS } from '../dist/core/report.js';
import { seeded, type Chance } from './inputs.ts';

/** How many rows there are of each kind; ranges are of eight digits. */
export const SIX_DIGITS = 202_738;
export const EIGHT_DIGITS = 126_645;
export const DEEPER = 16_199;
export const RANGES = 4418;

const PAGES = 518;
const ISSUERS = 9000;
const FACTS = 84_000;
const COUNTRIES = 240;
const PRODUCTS = 160;
/** Of the six-digit prefixes in use. Ranges keep to prefixes of their own, so that the longest prefix and the narrowest row agree. */
const SIX_DIGIT_SHARE = 0.86;
const RUN_MEAN = 3.4;
/** Longer prefixes often repeat what the shorter one says already. */
const REPEAT_SHARE = 0.75;
const FOREIGN_SHARE = 0.005;

type Facts = Omit<IssuerRecord, 'low' | 'high'>;
/** With its place in the list: neighbours speak of the same issuer. */
type Placed = Facts & { readonly at: number };

export function syntheticSource(seed: number): IssuerTableSource {
  return { builtAt: '2026-11-22T00:00:00Z', files: [fileOf('synthetic', syntheticRecords(seeded(seed)))] };
}

export function fileOf(id: string, records: readonly IssuerRecord[]): ImportedIssuerFile {
  const rows = { rowsRead: records.length, rowsKept: records.length, skipped: [], notes: [] };
  const origin = { version: null, licence: null, locator: null, countries: [], rank: 1, sha256: '0'.repeat(64) };
  return { id, title: `The file ${id}`, format: 'bench', ...origin, ...rows, records };
}

function syntheticRecords(chance: Chance): readonly IssuerRecord[] {
  const facts = someFacts(chance);
  const slots = slotsInUse(chance);
  const sixDigits = slots.slice(0, SIX_DIGITS).sort((a, b) => a - b);
  const free = slots.slice(SIX_DIGITS);
  const ranges = free.slice(0, RANGES);
  const parents = [...sixDigits.filter(() => chance() < 0.2), ...free.slice(RANGES)];
  const bySlot = new Map<number, Placed>();
  const records = inRuns(sixDigits, chance, () => pick(facts, chance)).map(([slot, own]) => {
    bySlot.set(slot, own);
    return record(slot, 6, own);
  });
  const children = childrenOf(parents, chance, (slot) => {
    const own = bySlot.get(slot);
    return own === undefined || chance() < FOREIGN_SHARE ? pick(facts, chance) : sibling(own, facts, chance);
  });
  return [...records, ...children, ...ranges.map((slot) => range(slot, pick(facts, chance), chance))];
}

/** Six-digit prefixes of so many pages, in no order. */
function slotsInUse(chance: Chance): number[] {
  const pages = shuffled(
    Array.from({ length: 1000 }, (_, page) => page),
    chance,
  ).slice(0, PAGES);
  const count = Math.ceil(SIX_DIGITS / SIX_DIGIT_SHARE);
  const all = pages.flatMap((page) => Array.from({ length: 1000 }, (_, slot) => page * 1000 + slot));
  return shuffled(all, chance).slice(0, count);
}

/** Neighbours often belong to the same issuer. */
function inRuns(slots: readonly number[], chance: Chance, make: () => Placed): [number, Placed][] {
  let own = make();
  return slots.map((slot) => {
    if (chance() < 1 / RUN_MEAN) own = make();
    return [slot, own];
  });
}

/** Eight digits behind some prefixes, in runs, and under some of those a few deeper ones. */
function childrenOf(parents: readonly number[], chance: Chance, make: (slot: number) => Placed): IssuerRecord[] {
  const eight = new Map<number, Placed>();
  while (eight.size < EIGHT_DIGITS) {
    const slot = pick(parents, chance);
    const own = make(slot);
    const first = Math.floor(chance() * 100);
    const length = 1 + Math.floor(chance() * 6);
    for (let at = first; at < Math.min(100, first + length) && eight.size < EIGHT_DIGITS; at++)
      eight.set(slot * 100 + at, own);
  }
  const deeper = new Map<string, Placed>();
  const hosts = [...eight.keys()];
  while (deeper.size < DEEPER) {
    const host = pick(hosts, chance);
    const width = pick([9, 9, 10, 10, 11], chance);
    const rest = Math.floor(chance() * 10 ** (width - 8));
    deeper.set(digits(host, 8) + digits(rest, width - 8), make(Math.floor(host / 100)));
  }
  return [
    ...[...eight].map(([prefix, own]) => record(prefix, 8, own)),
    ...[...deeper].map(([prefix, own]) => rowOf(prefix, prefix, own)),
  ];
}

function range(slot: number, own: Placed, chance: Chance): IssuerRecord {
  const from = Math.floor(chance() * 90);
  const to = from + 1 + Math.floor(chance() * (99 - from));
  return rowOf(digits(slot * 100 + from, 8), digits(slot * 100 + to, 8), own);
}

function record(prefix: number, width: number, own: Placed): IssuerRecord {
  return rowOf(digits(prefix, width), digits(prefix, width), own);
}

function rowOf(low: string, high: string, { at: _, ...facts }: Placed): IssuerRecord {
  return { low, high, ...facts };
}

/** What is said of cards, several times about each issuer. */
function someFacts(chance: Chance): readonly Placed[] {
  const letters = (count: number): string =>
    Array.from({ length: count }, () => String.fromCharCode(97 + Math.floor(chance() * 26))).join('');
  const countries = Array.from({ length: COUNTRIES }, () => letters(2).toUpperCase());
  const products = Array.from({ length: PRODUCTS }, () => `${letters(8)} ${letters(6)}`);
  const issuers = Array.from({ length: ISSUERS }, () => {
    const name = [letters(7), letters(6), letters(4)].join(' ').toUpperCase();
    return { name, country: pick(countries, chance) };
  });
  return Array.from({ length: FACTS }, (_, index) => ({
    at: index,
    ...issuers[Math.floor((index * ISSUERS) / FACTS)]!,
    funding: pick(FUNDINGS, chance),
    product: pick(products, chance),
    segment: pick(SEGMENTS, chance),
    brandId: pick(['visa', 'visa', 'mastercard', 'mastercard', 'amex', 'unionpay'], chance),
    panLengths: pick([[], [16], [16, 19]], chance),
  }));
}

/** The same again, or other facts of the same issuer. */
function sibling(own: Placed, facts: readonly Placed[], chance: Chance): Placed {
  if (chance() < REPEAT_SHARE) return own;
  const other = facts[own.at + 1];
  return other?.name === own.name ? other : own;
}

function shuffled(values: number[], chance: Chance): number[] {
  for (let index = values.length - 1; index > 0; index--) {
    const other = Math.floor(chance() * (index + 1));
    [values[index], values[other]] = [values[other]!, values[index]!];
  }
  return values;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function pick<T>(list: readonly T[], chance: Chance): T {
  return list[Math.floor(chance() * list.length)]!;
}
