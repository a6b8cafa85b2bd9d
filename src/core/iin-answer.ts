import { decides, type AccountRange } from './account-range.js';
import type { Brand } from './brand.js';
import { AMBIGUOUS, PAN_DIGITS_MAX, PAN_DIGITS_MIN, PAN_LENGTHS, type Winner } from './claim-resolution.js';
import type { IinTable } from './iin-table.js';
import type { Dispute } from './table-source.js';

/** Everything the table says about a run of digits, whole number or prefix. */
export interface IinAnswer {
  /** The claim that decides; null while digits are missing, and where nobody decides. */
  readonly winner: AccountRange | null;
  readonly brand: Brand | null;
  readonly ambiguous: boolean;
  /** Claims on the whole prefix, then those that only longer prefixes have; most specific first. */
  readonly covering: readonly AccountRange[];
  readonly partial: readonly AccountRange[];
  readonly disputes: readonly Dispute[];
  /** PAN lengths some deciding claim allows here, ascending. */
  readonly panLengths: readonly number[];
  readonly decided: boolean;
  readonly digitsToDecide: number | null;
}

/** @param digits ASCII digits, at least one. */
export function askTable(table: IinTable, digits: string): IinAnswer {
  const { trie } = table;
  const node = trie.find(digits);
  const winner = winnerFor(table, node, digits.length);
  const certain = table.certainBrand(node);
  const settled = table.digitsToSettle(node);
  const claim = winner === AMBIGUOUS ? null : winner;
  const claims = claimsAt(table, trie.setOf(node));
  return {
    winner: claim,
    brand: claim === null ? certain : table.getBrand(claim.brandId),
    ambiguous: winner === AMBIGUOUS,
    ...claims,
    panLengths: PAN_LENGTHS.filter((length) => isAllowed(table, node, claims, length)),
    decided: settled === 0 && certain !== null,
    digitsToDecide: settled === 0 && certain === null ? null : settled,
  };
}

/** A number that may be whole is judged by its length; a prefix has a winner only where every length agrees. */
function winnerFor(table: IinTable, node: number, length: number): Winner {
  if (!table.trie.isLeaf(node)) return null;
  const whole = length >= PAN_DIGITS_MIN && length <= PAN_DIGITS_MAX;
  const head = table.winner(node, whole ? length : 0);
  return whole || head === AMBIGUOUS || table.certainBrand(node) !== null ? head : null;
}

function isAllowed(table: IinTable, node: number, { covering, partial }: Claims, length: number): boolean {
  if (!table.trie.isLeaf(node))
    return [...covering, ...partial].some((claim) => decides(claim) && claim.panLengths.includes(length));
  const winner = table.winner(node, length);
  return winner === AMBIGUOUS || winner?.panLengths.includes(length) === true;
}

type Claims = Pick<IinAnswer, 'covering' | 'partial' | 'disputes'>;

function claimsAt(table: IinTable, set: number): Claims {
  const { trie, ranges, disputes } = table;
  const count = trie.coveringCount(set);
  const values = Array.from({ length: trie.setSize(set) }, (_, index) => trie.valueAt(set, index));
  const rangesOf = (part: readonly number[]): readonly AccountRange[] =>
    part.filter((value) => value < ranges.length).map((value) => ranges[value]!);
  return {
    covering: rangesOf(values.slice(0, count)),
    partial: rangesOf(values.slice(count)),
    disputes: values.slice(0, count).flatMap((value) => disputes[value - ranges.length] ?? []),
  };
}

/** True where nobody who may decide has a claim here, nor further on. */
export function isUnknown({ covering, partial, ambiguous }: IinAnswer): boolean {
  return !ambiguous && ![...covering, ...partial].some(decides);
}

export function isDisputed({ disputes }: IinAnswer, brandId: string): boolean {
  return disputes.some(({ brandIds }) => brandIds.includes(brandId));
}
