import type { CardTables } from '../../card-tables.js';
import { ISSUER_DIGITS_MIN } from '../../issuers/issuer-answer.js';
import { PAN_DIGITS_MAX, PAN_DIGITS_MIN } from '../../claim-resolution.js';
import type { LineFindingCode } from '../batch-finding.js';
import type { BatchPlan } from '../batch-plan.js';
import type { RecordFacts } from '../records/record-template.js';
import { factsOf, factsOfUnread } from './report-facts.js';
import type { VerdictBook } from './verdict-book.js';

/** So many kinds of odd lines are remembered; the lengths of numbers make most of them. */
const KEPT_MAX = 20_000;

/** Verdicts on lines that are no whole card number. Few, or the file is no list of cards; remembered all the same. */
export class OddVerdicts {
  #edition = 0;
  readonly #known = new Map<string, number>();
  readonly #showsLength: boolean;
  readonly #hasOddTestCards: boolean;

  constructor(
    private readonly tables: CardTables,
    plan: BatchPlan,
    private readonly book: VerdictBook,
  ) {
    this.#showsLength = plan.fields.includes('panLength');
    this.#hasOddTestCards = tables.iins.testCards.some(({ pan }) => !isWhole(pan.length));
  }

  /** A line that could not be read as a card. */
  ofLine(code: LineFindingCode, isIdEchoed: boolean): number {
    return this.#remember(`${code} ${isIdEchoed}`, () => factsOfUnread(code, isIdEchoed));
  }

  /** A JSON number. */
  ofNumber(isIdEchoed: boolean): number {
    return this.#remember(`number ${isIdEchoed}`, () => factsOf(this.tables, 0, isIdEchoed));
  }

  /** Text with something else in it than digits, spaces and hyphens, or nothing but these two. */
  ofNoPan(isEmpty: boolean, digitCount: number, isIdEchoed: boolean): number {
    const digits = this.#showsLength ? '0'.repeat(digitCount) : '';
    return this.#remember(`${isEmpty ? 'empty' : 'text'} ${digits.length} ${isIdEchoed}`, () =>
      factsOf(this.tables, isEmpty ? '' : `x${digits}`, isIdEchoed),
    );
  }

  /** @param kept The first digits, or all of them. */
  ofDigits(kept: string, digitCount: number, isIdEchoed: boolean): number {
    const facts = (): RecordFacts => factsOf(this.tables, kept.padEnd(digitCount, '0'), isIdEchoed);
    const looksFurther = isWhole(digitCount) || this.#hasOddTestCards || this.#asksIssuers(digitCount);
    if (looksFurther) return this.book.add(facts());
    const node = this.tables.iins.trie.find(kept);
    const length = this.#showsLength ? digitCount : Math.min(digitCount, PAN_DIGITS_MAX + 1);
    return this.#remember(`digits ${node} ${length} ${kept.charAt(0)} ${isIdEchoed}`, facts);
  }

  #asksIssuers(digitCount: number): boolean {
    return this.tables.issuers !== null && digitCount >= ISSUER_DIGITS_MIN;
  }

  #remember(key: string, facts: () => RecordFacts): number {
    if (this.#edition !== this.book.edition || this.#known.size >= KEPT_MAX) this.#known.clear();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const verdict = this.book.add(facts());
    this.#edition = this.book.edition;
    this.#known.set(key, verdict);
    return verdict;
  }
}

function isWhole(digitCount: number): boolean {
  return digitCount >= PAN_DIGITS_MIN && digitCount <= PAN_DIGITS_MAX;
}
