import { PREFIX_DIGITS_MAX } from '../account-range.js';
import { IssuerAnswers } from './issuer-answers.js';
import type { IssuerClaim } from './issuer-claim.js';
import { readFiles } from './issuer-file-rows.js';
import { IssuerIndex, type AnsweredInterval } from './issuer-index.js';
import type { IssuerFile } from './issuer-record.js';
import { ISSUER_TABLE, UTC_TIME } from './issuer-table-format.js';
import { PrefixCounter } from './prefix-counter.js';
import { ArtifactError, Sections } from '../section-buffer.js';
import { ListPool, StringPool } from '../section-pools.js';

/** What is known of a prefix shorter than the index is deep. */
export interface IssuerSpan {
  /** The claims that answer, when every number with this prefix has the same answer; else null. */
  readonly claims: readonly IssuerClaim[] | null;
  /** Every claim that answers for some number with this prefix, in order of first appearance; at most eight. */
  readonly possible: readonly IssuerClaim[];
}

const SPAN_DIGITS_MIN = 6;
/** More would make an answer long, and no reader wiser. */
const POSSIBLE_MAX = 8;
/** So many changes behind six digits are looked at: a thousand cards of six digits must not hold up the others. */
const SPAN_CELLS_MAX = 1000;
/** Too short to pass for a card number where all of them are decimal digits. */
const VERSION_LENGTH = 10;
const TEXT_LENGTH_MAX = 100;
const SHA_256 = /^[0-9a-f]{64}$/;

/**
 * The compiled issuer table: a frozen index over typed arrays, and behind it the facts it points to.
 * A new table is a new object; what an open one keeps besides are claims, which the same digits give again.
 */
export class IssuerTable {
  /** SHA-256 of the table, lower-case hex. */
  readonly sha256: string;
  /** RFC 3339, UTC. */
  readonly builtAt: string;
  /** Names this table in every answer: ten hex digits of a checksum over all of it but the moment it was built. */
  readonly version: string;
  /** Rows kept of all files. */
  readonly rowCount: number;
  readonly bytes: Uint8Array;
  readonly #index: IssuerIndex;
  readonly #answers: IssuerAnswers;
  readonly #readFiles: () => readonly IssuerFile[];
  #files: readonly IssuerFile[] | null = null;

  /** @throws ArtifactError when the bytes are not a table of this release's format. The caller has compared the checksum. */
  static open(buffer: ArrayBufferLike): IssuerTable {
    return new IssuerTable(buffer, new Sections(buffer, ISSUER_TABLE));
  }

  private constructor(buffer: ArrayBufferLike, sections: Sections) {
    const strings = new StringPool(sections, 'strings');
    const lists = new ListPool(sections, 'lists', 32);
    const [rowCount] = sections.u32('rowCount');
    if (rowCount === undefined) throw new ArtifactError('corrupt');
    this.bytes = new Uint8Array(buffer);
    this.sha256 = sections.sha256;
    this.builtAt = textOf(sections, 'builtAt', UTC_TIME);
    this.version = textOf(sections, 'contentSha256', SHA_256).slice(0, VERSION_LENGTH);
    this.rowCount = rowCount;
    this.#index = new IssuerIndex(sections);
    this.#answers = new IssuerAnswers(sections, { strings, lists }, () => this.files);
    this.#readFiles = () => readFiles(sections, strings, lists);
  }

  get files(): readonly IssuerFile[] {
    return (this.#files ??= this.#readFiles());
  }

  /**
   * The answer for the first eleven digits, 0 where nobody answers.
   * Invariant: `digits` are at least eleven ASCII digits (a `Pan` or a checked prefix), so nobody looks again.
   */
  find(digits: string): number {
    return this.#index.find(digits);
  }

  /** The same for digits in a text of bytes, where they begin at `from`. */
  findAt(bytes: Uint8Array, from: number): number {
    return this.#index.findAt(bytes, from);
  }

  /** @param answer A number that came out of this table. @returns The same frozen claims every time; several when they disagree. */
  claims(answer: number): readonly IssuerClaim[] {
    return this.#answers.get(answer);
  }

  /**
   * @param prefix At least six ASCII digits; those after the eleventh say nothing more.
   * @param choose Which of the claims of an answer to take.
   */
  span(prefix: string, choose = (claims: readonly IssuerClaim[]): readonly IssuerClaim[] => claims): IssuerSpan {
    if (prefix.length < SPAN_DIGITS_MIN) throw new RangeError('A span takes at least six digits.');
    const answers = this.#index.answersWithin(prefix.slice(0, PREFIX_DIGITS_MAX), SPAN_CELLS_MAX);
    const possible = new Set<IssuerClaim>();
    for (const answer of answers) {
      for (const claim of choose(this.claims(answer))) if (possible.size < POSSIBLE_MAX) possible.add(claim);
      if (possible.size === POSSIBLE_MAX) break;
    }
    const [only] = answers;
    return { claims: answers.size === 1 ? choose(this.claims(only!)) : null, possible: [...possible] };
  }

  /** All 11-digit prefixes that are answered, ascending, in intervals as wide as the answer holds. */
  intervals(): Generator<AnsweredInterval, void> {
    return this.#index.intervals();
  }

  /** How many prefixes of so many digits have an answer for some number. */
  prefixCount(digits = SPAN_DIGITS_MIN): number {
    const counter = new PrefixCounter(digits);
    for (const { start, end } of this.intervals()) counter.add(start, end);
    return counter.count;
  }
}

function textOf(sections: Sections, name: string, form: RegExp): string {
  const text = String.fromCharCode(...sections.u8(name).subarray(0, TEXT_LENGTH_MAX));
  if (!form.test(text)) throw new ArtifactError('corrupt');
  return text;
}
