import type { AccountRange } from './account-range.js';
import type { Brand } from './brand.js';
import type { ClaimSet } from './claim-set.js';
import { AMBIGUOUS, PAN_DIGITS_MAX, PAN_DIGITS_MIN, PAN_LENGTHS, type Winner } from './claim-resolution.js';
import type { IinTable } from './iin-table.js';

/** Everything the table says about a run of digits, whole number or prefix. */
export interface IinAnswer {
  /** The claim that decides; null while digits are missing, and where nobody decides. */
  readonly winner: AccountRange | null;
  readonly brand: Brand | null;
  readonly ambiguous: boolean;
  readonly claims: ClaimSet;
  readonly decided: boolean;
  readonly digitsToDecide: number | null;
}

/** @param digits ASCII digits, at least one. */
export function askTable(table: IinTable, digits: string): IinAnswer {
  const node = table.trie.find(digits);
  const winner = winnerFor(table, node, digits.length);
  const certain = table.certainBrand(node);
  const settled = table.digitsToSettle(node);
  const claim = winner === AMBIGUOUS ? null : winner;
  return {
    winner: claim,
    brand: claim === null ? certain : table.getBrand(claim.brandId),
    ambiguous: winner === AMBIGUOUS,
    claims: table.claimsAt(node),
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

/** True where nobody who may decide has a claim here, nor further on. */
export function isUnknown({ claims }: IinAnswer): boolean {
  return !claims.hasDecider;
}

/** True when some number with these first digits may be longer: a card has that length, or nobody knows what lengths there are. */
export function mayGrow(table: IinTable, digits: string, answer: IinAnswer): boolean {
  if (digits.length >= PAN_DIGITS_MAX) return false;
  if (isUnknown(answer)) return true;
  const node = table.trie.find(digits);
  if (!table.trie.isLeaf(node)) return answer.claims.canGrowBeyond(digits.length);
  return PAN_LENGTHS.some((length) => length > digits.length && isAllowed(table.winner(node, length), length));
}

function isAllowed(winner: Winner, length: number): boolean {
  return winner === AMBIGUOUS || winner?.panLengths.includes(length) === true;
}
