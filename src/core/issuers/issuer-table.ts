import { PREFIX_DIGITS_MAX } from '../account-range.js';
import { IssuerAnswers } from './issuer-answers.js';
import type { IssuerClaim } from './issuer-claim.js';
import { readFiles } from './issuer-file-rows.js';
import { IssuerIndex, type AnsweredInterval } from './issuer-index.js';
import type { IssuerFile } from './issuer-record.js';
import { ISSUER_TABLE } from './issuer-table-format.js';
import { ArtifactError, Sections } from '../section-buffer.js';
import { ListPool, StringPool } from '../section-pools.js';

/** What is known of a prefix shorter than the index is deep. */
export interface IssuerSpan {
  /** The claims that answer, when every number with this prefix has the same answer; else null. */
  readonly claims: readonly IssuerClaim[] | null;
  /** Every claim that answers for some number with this prefix, in order of first appearance; at most twenty. */
  readonly possible: readonly IssuerClaim[];
}

const SPAN_DIGITS_MIN = 6;
const POSSIBLE_MAX = 20;
const DAY_LENGTH = 'YYYY-MM-DD'.length;

/**
 * The compiled issuer table: a frozen index over typed arrays, and behind it the facts it points to.
 * A new table is a new object; what an open one keeps besides are claims, which the same digits give again.
 */
export class IssuerTable {
  /** SHA-256 of the table, lower-case hex. */
  readonly sha256: string;
  /** RFC 3339, UTC. */
  readonly builtAt: string;
  /** Names this table in every answer: the day it was built and the first eight hex digits of the checksum. */
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
    const [builtAt, rowCount] = sections.u32('meta');
    if (builtAt === undefined || rowCount === undefined) throw new ArtifactError('corrupt');
    this.bytes = new Uint8Array(buffer);
    this.sha256 = sections.sha256;
    this.builtAt = strings.get(builtAt);
    this.version = `${this.builtAt.slice(0, DAY_LENGTH)}-${this.sha256.slice(0, 8)}`;
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

  /** @param answer A number that came out of this table. @returns The same frozen claims every time; several when they disagree. */
  claims(answer: number): readonly IssuerClaim[] {
    return this.#answers.get(answer);
  }

  /** @param prefix At least six ASCII digits; those after the eleventh say nothing more. */
  span(prefix: string): IssuerSpan {
    if (prefix.length < SPAN_DIGITS_MIN) throw new RangeError('A span takes at least six digits.');
    const possible = new Set<IssuerClaim>();
    const answers = new Set<number>();
    for (const answer of this.#index.answersWithin(prefix.slice(0, PREFIX_DIGITS_MAX))) {
      answers.add(answer);
      for (const claim of this.claims(answer)) if (possible.size < POSSIBLE_MAX) possible.add(claim);
      if (possible.size === POSSIBLE_MAX && answers.size > 1) break;
    }
    const [only] = answers;
    return { claims: answers.size === 1 ? this.claims(only!) : null, possible: [...possible] };
  }

  /** All 11-digit prefixes that are answered, ascending, in intervals as wide as the answer holds. */
  intervals(): Generator<AnsweredInterval, void> {
    return this.#index.intervals();
  }

  /** How many prefixes of so many digits have an answer for some number. */
  prefixCount(digits = SPAN_DIGITS_MIN): number {
    const width = 10 ** (PREFIX_DIGITS_MAX - digits);
    let count = 0;
    let uncounted = 0;
    for (const { start, end } of this.intervals()) {
      const after = Math.ceil(end / width);
      count += after - Math.max(Math.floor(start / width), uncounted);
      uncounted = after;
    }
    return count;
  }
}
