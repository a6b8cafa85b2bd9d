import type { CardTables } from '../../card-tables.js';
import { PAN_DIGITS_MAX, PAN_DIGITS_MIN, PAN_LENGTHS } from '../../claim-resolution.js';
import type { IinTable } from '../../iin-table.js';
import type { IinTrie } from '../../iin-trie.js';
import type { IssuerTable } from '../../issuers/issuer-table.js';
import type { BatchPlan } from '../batch-plan.js';
import { luhnHalves } from '../lines/digit-words.js';
import type { BlockBytes } from '../lines/line-parts.js';
import { IssuerVerdicts } from './issuer-verdicts.js';
import type { OddVerdicts } from './odd-verdicts.js';
import { KEPT_DIGITS } from './pan-scratch.js';
import { factsOf } from './report-facts.js';
import { hashWords, TestCardSet } from './test-card-set.js';
import { UNKNOWN, type VerdictBook } from './verdict-book.js';

const ZERO = 48;
const WORD_DIGITS = 16;

/** What sets a number apart from others of its range and length, beside its check digit. */
const NOT_ECHOED = 1;
const TEST_CARD = 2;
const REPEATED = 4;
const MARKS = 8;

/**
 * The verdict of `reportCard` on digits in a block, without making a report for each of them. It depends on the place the first digits
 * lead to in the trie, the length, the check digit, the marks above and the answer of the issuer table: numbers alike in these have
 * the same record but for their digits, so a report is made for the first of them only.
 */
export class CardJudge {
  readonly #trie: IinTrie;
  readonly #issuers: IssuerTable | null;
  readonly #testCards: TestCardSet;
  /** By node: some number there may satisfy another rule than Luhn. */
  readonly #hasOtherRule: Uint8Array;
  /** 10 where records show the first digit, which the trie does not keep apart; else 1. */
  readonly #firstDigits: number;
  readonly #plain: Uint16Array;
  readonly #marked = new Map<number, number>();
  readonly #byIssuer: IssuerVerdicts | null;
  #edition = 0;

  constructor(
    private readonly tables: CardTables,
    plan: BatchPlan,
    private readonly book: VerdictBook,
    private readonly odd: OddVerdicts,
  ) {
    const { iins, issuers } = tables;
    this.#trie = iins.trie;
    this.#issuers = issuers;
    this.#testCards = new TestCardSet(iins.testCards.map(({ pan }) => pan));
    this.#hasOtherRule = otherRules(iins);
    this.#firstDigits = plan.fields.includes('industry') ? 10 : 1;
    const keys = iins.trie.nodeCount * PAN_LENGTHS.length * 2 * this.#firstDigits;
    this.#plain = new Uint16Array(issuers === null ? keys : 0);
    this.#byIssuer = issuers === null ? null : new IssuerVerdicts();
  }

  /** @param at Where the digits begin. */
  judge(block: BlockBytes, at: number, length: number, isIdEchoed: boolean): number {
    const issuers = this.#issuers;
    if (length < PAN_DIGITS_MIN + (issuers === null ? 0 : 1) || length > PAN_DIGITS_MAX)
      return this.#judgeOdd(block, at, length, isIdEchoed);
    const { view, bytes } = block;
    const end = at + length;
    const first = view.getInt32(end - 16, true) & FIRST_WORD[length]!;
    const second = view.getInt32(end - 12, true) & SECOND_WORD[length]!;
    const third = view.getInt32(end - 8, true);
    const fourth = view.getInt32(end - 4, true);
    const halves = luhnHalves(first) + luhnHalves(second) + luhnHalves(third) + luhnHalves(fourth);
    const head = length > WORD_DIGITS ? headSum(bytes, at, length) : 0;
    const passes = ((halves & 0xffff) + (halves >>> 16) + head) % 10 === 0 ? 1 : 0;
    const node = this.#trie.findAt(bytes, at, length);
    if (passes === 0 && this.#hasOtherRule[node] === 1) return this.#judgeOdd(block, at, length, isIdEchoed);
    let marks = isIdEchoed ? 0 : NOT_ECHOED;
    if (
      this.#testCards.mayEndWith(fourth) &&
      this.#testCards.has(hashWords(first, second, third, fourth), view, at, length)
    )
      marks |= TEST_CARD;
    if (third === fourth && isRepeated(bytes, at, length)) marks |= REPEATED;
    const range = ((node * PAN_LENGTHS.length + length - PAN_DIGITS_MIN) * 2 + passes) * this.#firstDigits;
    const key = this.#firstDigits === 1 ? range : range + bytes[at]! - ZERO;
    if (issuers === null && marks === 0)
      return this.#plain[key]! || this.#learn(block, { at, length, key, marks, answer: 0 });
    const answer = issuers === null ? 0 : issuers.findAt(bytes, at);
    return this.#known(key, marks, answer) || this.#learn(block, { at, length, key, marks, answer });
  }

  #known(key: number, marks: number, answer: number): number {
    if (marks === 0 && this.#byIssuer !== null) return this.#byIssuer.find(key, answer);
    return this.#marked.get((answer * this.#keys + key) * MARKS + marks) ?? UNKNOWN;
  }

  get #keys(): number {
    return this.#trie.nodeCount * PAN_LENGTHS.length * 2 * this.#firstDigits;
  }

  #learn(block: BlockBytes, { at, length, key, marks, answer }: Kind): number {
    const digits = textOf(block, at, length);
    const verdict = this.book.add(factsOf(this.tables, digits, (marks & NOT_ECHOED) === 0));
    if (this.#edition !== this.book.edition || this.#marked.size >= MARKED_MAX) this.#forget();
    if (marks !== 0) this.#marked.set((answer * this.#keys + key) * MARKS + marks, verdict);
    else if (this.#byIssuer === null) this.#plain[key] = verdict;
    else this.#byIssuer.set(key, answer, verdict);
    return verdict;
  }

  #forget(): void {
    this.#edition = this.book.edition;
    this.#plain.fill(UNKNOWN);
    this.#marked.clear();
    this.#byIssuer?.clear();
  }

  #judgeOdd(block: BlockBytes, at: number, length: number, isIdEchoed: boolean): number {
    return this.odd.ofDigits(textOf(block, at, Math.min(length, KEPT_DIGITS)), length, isIdEchoed);
  }
}

const MARKED_MAX = 50_000;

/** Numbers of the same kind have the same verdict. */
interface Kind {
  readonly at: number;
  readonly length: number;
  readonly key: number;
  readonly marks: number;
  readonly answer: number;
}

/** What is kept of the words that reach before the number, by its length: the bytes of digits. */
const FIRST_WORD = Int32Array.from({ length: PAN_DIGITS_MAX + 1 }, (_, length) => digitBytes(length - 12));
const SECOND_WORD = Int32Array.from({ length: PAN_DIGITS_MAX + 1 }, (_, length) => digitBytes(length - 8));

function digitBytes(count: number): number {
  if (count >= 4) return -1;
  return count <= 0 ? 0 : -1 << (32 - count * 8);
}

/** What the digits before the last sixteen add to the Luhn sum. */
function headSum(bytes: Uint8Array, at: number, length: number): number {
  let sum = 0;
  for (let index = 0; index < length - WORD_DIGITS; index++) {
    const digit = bytes[at + index]! - ZERO;
    const isDoubled = (length - index) % 2 === 0;
    sum += isDoubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum;
}

function isRepeated(bytes: Uint8Array, at: number, length: number): boolean {
  const first = bytes[at];
  for (let index = 1; index < length; index++) if (bytes[at + index] !== first) return false;
  return true;
}

function otherRules(iins: IinTable): Uint8Array {
  const found = new Uint8Array(iins.trie.nodeCount);
  for (let leaf = 0; leaf < iins.trie.leafCount; leaf++) {
    const winners = [0, ...PAN_LENGTHS].map((length) => iins.winner(leaf, length));
    const isOther = winners.some((winner) => typeof winner === 'object' && winner?.checkDigit === 'luhn_or_mod11');
    found[leaf] = isOther ? 1 : 0;
  }
  return found;
}

function textOf({ bytes }: BlockBytes, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
