/** Which brand is this whole number? */
import type { IinTable } from '../dist/core/iin-table.js';
import { WINNER_AMBIGUOUS, WINNER_NONE } from '../dist/core/iin-table-format.js';
import { assertAlike, compare, type Agreement, type Contrast } from './agreement.ts';
import { realisticPans, seeded, uniformPans } from './inputs.ts';
import { candidate, measure, type Candidate } from './measure.ts';
import { brandIdOf, CREDIT_CARD_TYPE_BRANDS, creditCardType, CREDITCARDS_BRANDS, creditcardsCard } from './peers.ts';
import { validator } from './peers.ts';
import { INPUTS, type Question, type Table } from './question.ts';
import { binarySearch, linearScan, pieceScan } from './references.ts';

const MIXES = new Map([
  ['realistic mix', realisticPans],
  ['uniform over all ranges', uniformPans],
]);

type BrandLookup = (digits: string) => string | null;

/** The range that decides, as a number: range id + 1, or 0. What a hot path would keep. */
export function winnerCodeIn(table: IinTable): (digits: string) => number {
  const { trie } = table;
  return (digits) => {
    const node = trie.find(digits);
    return trie.isLeaf(node) ? table.winnerCode(node, digits.length) : WINNER_NONE;
  };
}

export function brandIn(table: IinTable): BrandLookup {
  const { ranges } = table;
  const winnerCode = winnerCodeIn(table);
  return (digits) => {
    const code = winnerCode(digits);
    return code === WINNER_NONE || code === WINNER_AMBIGUOUS ? null : ranges[code - 1]!.brandId;
  };
}

export const brand: Question = {
  name: 'brand',
  ask: ({ table, pace, seed }) => {
    const ours = brandIn(table);
    const lookups = references(table);
    const candidates = [
      candidate('ours: brand id', ours, lengthOf),
      candidate('ours: winner code', winnerCodeIn(table), Number),
      ...[...lookups].map(([name, ask]) => candidate(name, ask, lengthOf)),
      ...peers(),
    ];
    return [...MIXES].map(([mix, make]): Table => {
      const inputs = make(table, INPUTS, seeded(seed));
      assertAlike(inputs, ours, lookups);
      return {
        title: `Brand of a whole number, ${mix}`,
        rows: measure(candidates, inputs, pace),
        agreements: agreements(inputs, ours),
        notes: [`Scans and search answer like ours on all ${String(INPUTS)} inputs.`],
      };
    });
  },
};

function references(table: IinTable): ReadonlyMap<string, BrandLookup> {
  const search = binarySearch(table);
  const pieces = pieceScan(table);
  const scan = linearScan(table);
  return new Map<string, BrandLookup>([
    ['our ranges cut and settled, binary search', (digits) => search(digits)?.brandId ?? null],
    ['our ranges cut and settled, linear scan', (digits) => pieces(digits)?.brandId ?? null],
    ['our ranges, linear scan, settled on the spot', (digits) => scan(digits)?.brandId ?? null],
  ]);
}

function peers(): readonly Candidate[] {
  return [
    candidate('creditcards card.type', (digits) => creditcardsCard.type(digits), lengthOf),
    candidate('credit-card-type', creditCardType, (types) => types.length),
    candidate('validator isCreditCard (yes or no, no brand)', (digits) => validator.isCreditCard(digits), Number),
  ];
}

function agreements(inputs: readonly string[], ours: BrandLookup): readonly Agreement[] {
  const firstType: BrandLookup = (digits) => creditCardType(digits)[0]?.type ?? null;
  const type: BrandLookup = (digits) => creditcardsCard.type(digits) ?? null;
  return [
    compare('credit-card-type', inputs, (digits) => contrast(ours(digits), firstType(digits), CREDIT_CARD_TYPE_BRANDS)),
    compare('creditcards card.type', inputs, (digits) => contrast(ours(digits), type(digits), CREDITCARDS_BRANDS)),
  ];
}

function contrast(ours: string | null, peerName: string | null, vocabulary: ReadonlySet<string>): Contrast | null {
  const theirs = peerName === null ? null : brandIdOf(peerName);
  if (ours === theirs) return null;
  const example = `${ours ?? 'none'} → ${theirs ?? 'none'}`;
  if (ours === null) return ['we name nobody, they do', example];
  if (!vocabulary.has(ours)) return ['a brand they have no word for', example];
  return theirs === null ? ['they name nobody, we do', example] : ['each names another', example];
}

function lengthOf(brandName: string | null | undefined): number {
  return brandName?.length ?? 0;
}
