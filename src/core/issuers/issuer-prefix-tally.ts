import { SLOT_WIDTH } from './issuer-table-format.js';

/** What is known of the numbers behind a prefix. */
export interface PrefixFacts {
  /** Some were answered before; some are answered after. */
  readonly before: boolean;
  readonly after: boolean;
  /** Some are answered otherwise. */
  readonly differs: boolean;
}

interface PrefixCounts {
  readonly prefixesBefore: number;
  readonly prefixesAfter: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

const PREFIX_DIGITS = 6;
const NOTHING: PrefixFacts = { before: false, after: false, differs: false };

/** Adds up by 6-digit prefix what is told of ascending intervals: many of them may be parts of one prefix, or one span many. */
export class IssuerPrefixTally {
  readonly #counts = { prefixesBefore: 0, prefixesAfter: 0, added: 0, removed: 0, changed: 0 };
  readonly #examples = { removed: [] as number[], changed: [] as number[], added: [] as number[] };
  /** The prefix of which more may be told. */
  #open = -1;
  #facts = NOTHING;

  constructor(private readonly examplesMax: number) {}

  /** @param end 11-digit prefixes from `start` up to, without, `end`. */
  add(start: number, end: number, facts: PrefixFacts): void {
    const first = Math.floor(start / SLOT_WIDTH);
    const last = Math.ceil(end / SLOT_WIDTH) - 1;
    if (first !== this.#open) this.#reopen(first);
    this.#merge(facts);
    if (first === last) return;
    this.#reopen(last);
    this.#count(first + 1, last - first - 1, facts);
    this.#merge(facts);
  }

  /** Nothing may be added afterwards. */
  close(): PrefixCounts {
    this.#reopen(-1);
    return this.#counts;
  }

  /** By turns of each kind, as many as were asked for. */
  examples(): readonly string[] {
    const { removed, changed, added } = this.#examples;
    return Array.from({ length: this.examplesMax }, (_, turn) => [removed[turn], changed[turn], added[turn]])
      .flat()
      .filter((prefix) => prefix !== undefined)
      .slice(0, this.examplesMax)
      .map((prefix) => String(prefix).padStart(PREFIX_DIGITS, '0'));
  }

  #merge({ before, after, differs }: PrefixFacts): void {
    const known = this.#facts;
    this.#facts = {
      before: known.before || before,
      after: known.after || after,
      differs: known.differs || differs,
    };
  }

  #reopen(prefix: number): void {
    if (this.#open >= 0) this.#count(this.#open, 1, this.#facts);
    this.#open = prefix;
    this.#facts = NOTHING;
  }

  #count(first: number, count: number, { before, after, differs }: PrefixFacts): void {
    const counts = this.#counts;
    if (before) counts.prefixesBefore += count;
    if (after) counts.prefixesAfter += count;
    if (!differs) return;
    const kind = before ? (after ? 'changed' : 'removed') : 'added';
    counts[kind] += count;
    const examples = this.#examples[kind];
    for (let prefix = first; prefix < first + count && examples.length < this.examplesMax; prefix++)
      examples.push(prefix);
  }
}
