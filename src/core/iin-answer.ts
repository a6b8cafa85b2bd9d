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
  /** False for a number of a length that no card with these first digits has. */
  readonly lengthAllowed: boolean;
  readonly claims: ClaimSet;
  readonly decided: boolean;
  readonly digitsToDecide: number | null;
}

/** @param digits A number that may be whole: from ten digits on its length counts. ASCII digits, at least one. */
export function askNumber(table: IinTable, digits: string): IinAnswer {
  const node = table.trie.find(digits);
  const whole = digits.length >= PAN_DIGITS_MIN && digits.length <= PAN_DIGITS_MAX;
  if (!whole || !table.trie.isLeaf(node)) return answerAt(table, node, settledWinner(table, node), true);
  const winner = table.winner(node, digits.length);
  const lengthAllowed = winner === null || isAllowed(winner, digits.length);
  // Where brands split the lengths among them, a length that none of them has belongs to nobody.
  const isNobodys = !lengthAllowed && table.certainBrand(node) === null;
  return answerAt(table, node, isNobodys ? null : winner, lengthAllowed);
}

/** @param prefix The first digits of a number whose length nobody knows. ASCII digits, at least one. */
export function askPrefix(table: IinTable, prefix: string): IinAnswer {
  const node = table.trie.find(prefix);
  return answerAt(table, node, settledWinner(table, node), true);
}

function answerAt(table: IinTable, node: number, winner: Winner, lengthAllowed: boolean): IinAnswer {
  const certain = table.certainBrand(node);
  const settled = table.digitsToSettle(node);
  const claim = winner === AMBIGUOUS ? null : winner;
  return {
    winner: claim,
    brand: claim === null ? certain : table.getBrand(claim.brandId),
    ambiguous: winner === AMBIGUOUS,
    lengthAllowed,
    claims: table.claimsAt(node),
    decided: settled === 0 && certain !== null,
    digitsToDecide: settled === 0 && certain === null ? null : settled,
  };
}

/** Without a length there is a winner only where every length that is allowed agrees on the brand. */
function settledWinner(table: IinTable, node: number): Winner {
  if (!table.trie.isLeaf(node)) return null;
  const head = table.winner(node, 0);
  return head === AMBIGUOUS || table.certainBrand(node) !== null ? head : null;
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
