import type { CardTables } from '../../card-tables.js';
import { PAN_DIGITS_MAX, PAN_DIGITS_MIN, PAN_LENGTHS } from '../../claim-resolution.js';
import type { IinTable } from '../../iin-table.js';
import type { IinTrie } from '../../iin-trie.js';
import type { IssuerTable } from '../../issuers/issuer-table.js';
import type { BatchPlan } from '../batch-plan.js';
import { type BlockBytes, ID_KINDS, PAN_KINDS, textOf } from '../lines/line-parts.js';
import { KEPT_DIGITS, type LineRows } from '../lines/line-rows.js';
import { IssuerVerdicts } from './issuer-verdicts.js';
import { passesLuhnAt } from './luhn-words.js';
import type { OddVerdicts } from './odd-verdicts.js';
import { factsOf } from './report-facts.js';
import { TestCardSet } from './test-card-set.js';
import { UNKNOWN, type VerdictBook } from './verdict-book.js';

// Imported names are looked up every time they are used, these are not. Measured: a fifth of the loop.
const { digits: DIGITS } = PAN_KINDS;
const { withheld: WITHHELD } = ID_KINDS;
const UNSEEN = UNKNOWN;
const LENGTH_MIN = PAN_DIGITS_MIN;
const LENGTH_MAX = PAN_DIGITS_MAX;
const LENGTHS = PAN_LENGTHS.length;
const ZERO = 48;

/** What sets a number apart from others of its range, length and check digit. */
const NOT_ECHOED = 1;
const TEST_CARD = 2;
const REPEATED = 4;
const MARKS = 8;
/** Combinations of these with other things that are remembered. */
const MARKED_MAX = 50_000;
/** A place for every pair of places and answers that was asked for lately. */
const ISSUER_CELL_BITS = 17;

/**
 * The verdict of `reportCard` on digits in a block, without making a report for each of them. It depends on the place the first digits
 * lead to in the trie, the length, the check digit, the marks above and the answer of the issuer table: numbers alike in these have
 * the same record but for their digits, so a report is made for the first of them only.
 */
export class CardJudge {
  readonly #trie: IinTrie;
  readonly #issuers: IssuerTable | null;
  /** Shorter numbers are odd: nobody has them, or the issuer table wants eleven digits. */
  readonly #lengthMin: number;
  readonly #testCards: TestCardSet;
  /** By node: some number there may satisfy another rule than Luhn. */
  readonly #hasOtherRule: Uint8Array;
  /** 10 where records show the first digit, which the trie does not keep apart; else 1. */
  readonly #firstDigits: number;
  readonly #keys: number;
  readonly #plain: Uint16Array;
  readonly #marked = new Map<number, number>();
  readonly #byIssuer: IssuerVerdicts;
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
    this.#lengthMin = issuers === null ? PAN_DIGITS_MIN : PAN_DIGITS_MIN + 1;
    this.#testCards = new TestCardSet(iins.testCards.map(({ pan }) => pan));
    this.#hasOtherRule = otherRules(iins);
    this.#firstDigits = plan.fields.includes('industry') ? 10 : 1;
    this.#keys = iins.trie.nodeCount * PAN_LENGTHS.length * 2 * this.#firstDigits;
    this.#plain = new Uint16Array(issuers === null ? this.#keys : 0);
    this.#byIssuer = new IssuerVerdicts(issuers === null ? 0 : ISSUER_CELL_BITS);
  }

  /**
   * The verdicts of rows whose digits lie in the block, where the same kind was seen before and nothing marks the number; `UNKNOWN` for
   * all others. What `judge` does, but in one loop over columns.
   */
  judgeKnown({ bytes, view }: BlockBytes, rows: LineRows): void {
    const { count, panKind, panAt, panLength, idKind, verdict } = rows;
    const trie = this.#trie;
    const testCards = this.#testCards;
    const plain = this.#plain;
    const issuers = this.#issuers;
    const byIssuer = this.#byIssuer;
    const lengthMin = this.#lengthMin;
    const firstDigits = this.#firstDigits;
    for (let row = 0; row < count; row++) {
      verdict[row] = UNSEEN;
      const at = panAt[row]!;
      const length = panLength[row]!;
      if (panKind[row] !== DIGITS || length < lengthMin || length > LENGTH_MAX || idKind[row] === WITHHELD) continue;
      const before = view.getInt32(at + length - 8, true);
      const last = view.getInt32(at + length - 4, true);
      if (before === last || testCards.mayEndWith(before, last)) continue;
      let key = keyOf(trie.findAt(view, at, length), length, passesLuhnAt(view, at, length));
      if (firstDigits !== 1) key = key * firstDigits + view.getUint8(at) - ZERO;
      verdict[row] = issuers === null ? plain[key]! : byIssuer.find(key, issuers.findAt(bytes, at));
    }
  }

  /** @param at Where the digits begin. @param length How many there are; of more than `KEPT_DIGITS` the first ones are there. */
  judge(block: BlockBytes, at: number, length: number, isIdEchoed: boolean): number {
    if (length < this.#lengthMin || length > PAN_DIGITS_MAX) return this.#judgeOdd(block, at, length, isIdEchoed);
    const passes = passesLuhnAt(block.view, at, length);
    const node = this.#trie.findAt(block.view, at, length);
    if (passes === 0 && this.#hasOtherRule[node] === 1) return this.#judgeOdd(block, at, length, isIdEchoed);
    let key = keyOf(node, length, passes);
    if (this.#firstDigits !== 1) key = key * this.#firstDigits + block.bytes[at]! - ZERO;
    const marks = this.#marksOf(block, at, length) | (isIdEchoed ? 0 : NOT_ECHOED);
    const issuers = this.#issuers;
    const answer = issuers === null ? 0 : issuers.findAt(block.bytes, at);
    const isPlain = marks === 0 && issuers === null;
    const verdict = isPlain ? this.#plain[key]! : this.#find(key, marks, answer);
    return verdict === UNKNOWN ? this.#learn(block, { at, length, key, marks, answer }) : verdict;
  }

  #marksOf(block: BlockBytes, at: number, length: number): number {
    const before = block.view.getInt32(at + length - 8, true);
    const last = block.view.getInt32(at + length - 4, true);
    if (before !== last && !this.#testCards.mayEndWith(before, last)) return 0;
    return (this.#testCards.has(block, at, length) ? TEST_CARD : 0) | (isRepeated(block, at, length) ? REPEATED : 0);
  }

  #find(key: number, marks: number, answer: number): number {
    if (marks === 0 && this.#issuers !== null) return this.#byIssuer.find(key, answer);
    return this.#marked.get(this.#markedKey(key, marks, answer)) ?? UNKNOWN;
  }

  #markedKey(key: number, marks: number, answer: number): number {
    return (answer * this.#keys + key) * MARKS + marks;
  }

  #learn(block: BlockBytes, { at, length, key, marks, answer }: Kind): number {
    const facts = factsOf(this.tables, textOf(block, at, length), (marks & NOT_ECHOED) === 0);
    const verdict = this.book.add(facts);
    if (this.#marked.size >= MARKED_MAX) this.#marked.clear();
    if (marks !== 0) this.#marked.set(this.#markedKey(key, marks, answer), verdict);
    else if (this.#issuers !== null) this.#byIssuer.set(key, answer, verdict);
    else this.#plain[key] = verdict;
    return verdict;
  }

  /** To be called before the rows of a lot: within one the book forgets nothing. */
  forgetOldEdition(): void {
    if (this.#edition === this.book.edition) return;
    this.#edition = this.book.edition;
    this.#plain.fill(UNKNOWN);
    this.#marked.clear();
    this.#byIssuer.clear();
  }

  #judgeOdd(block: BlockBytes, at: number, length: number, isIdEchoed: boolean): number {
    return this.odd.ofDigits(textOf(block, at, Math.min(length, KEPT_DIGITS)), length, isIdEchoed);
  }
}

/** Of a place in the trie, a length and a check digit; where records show the first digit, that is added to it. */
function keyOf(node: number, length: number, passes: number): number {
  return (node * LENGTHS + length - LENGTH_MIN) * 2 + passes;
}

/** Numbers of the same kind have the same verdict. */
interface Kind {
  readonly at: number;
  readonly length: number;
  readonly key: number;
  readonly marks: number;
  readonly answer: number;
}

function isRepeated({ bytes }: BlockBytes, at: number, length: number): boolean {
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
