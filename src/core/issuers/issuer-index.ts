import { ANSWER_NOBODY, PAGE_SLOTS, SLOT_WIDTH, SLOTS } from './issuer-table-format.js';
import { ArtifactError, type Sections } from '../section-buffer.js';

/** 11-digit prefixes with the same answer: `start` is the first, `end` the one after the last. */
export interface AnsweredInterval {
  readonly start: number;
  readonly end: number;
  readonly answer: number;
}

type Change = Pick<AnsweredInterval, 'start' | 'answer'>;

const ZERO = 48;
/** What the code of '0' adds to three digits read as a number. */
const ZERO_THRICE = ZERO * 111;
const ZERO_FIVE_TIMES = ZERO * 11_111;
const SLOT_DIGITS = 6;
// An imported name is looked up every time it is used.
const SLOTS_PER_PAGE = PAGE_SLOTS;

/**
 * From eleven digits to the number of an answer, over the pages of `IssuerIndexBuilder`: a root entry is the number of a page, a page
 * entry an answer or, below 0, the complement of where its block of cells begins. A block is its number of cells, the answer of the
 * first, then for every further cell where it begins within the slot, and its answer.
 */
export class IssuerIndex {
  readonly #root: Uint16Array;
  readonly #pages: Int32Array;
  readonly #cells: Int32Array;

  constructor(sections: Sections) {
    this.#root = sections.u16('index.root');
    this.#pages = sections.i32('index.pages');
    this.#cells = sections.i32('index.cells');
    const pageCount = this.#pages.length / PAGE_SLOTS;
    if (this.#root.length !== PAGE_SLOTS || !this.#root.every((page) => page < pageCount))
      throw new ArtifactError('corrupt');
  }

  /** Invariant: `digits` are at least eleven ASCII digits. Measured: `npm run bench -- --only issuer`. */
  find(digits: string): number {
    const page =
      this.#root[digits.charCodeAt(0) * 100 + digits.charCodeAt(1) * 10 + digits.charCodeAt(2) - ZERO_THRICE]!;
    const inPage = digits.charCodeAt(3) * 100 + digits.charCodeAt(4) * 10 + digits.charCodeAt(5) - ZERO_THRICE;
    const value = this.#pages[page * PAGE_SLOTS + inPage]!;
    if (value >= 0) return value;
    const inSlot =
      digits.charCodeAt(6) * 10_000 +
      digits.charCodeAt(7) * 1000 +
      digits.charCodeAt(8) * 100 +
      digits.charCodeAt(9) * 10 +
      digits.charCodeAt(10) -
      ZERO_FIVE_TIMES;
    return this.#answerAt(~value, inSlot);
  }

  /** The same for digits in a text of bytes, where they begin at `from`. */
  findAt(bytes: Uint8Array, from: number): number {
    const page = this.#root[bytes[from]! * 100 + bytes[from + 1]! * 10 + bytes[from + 2]! - ZERO_THRICE]!;
    const inPage = bytes[from + 3]! * 100 + bytes[from + 4]! * 10 + bytes[from + 5]! - ZERO_THRICE;
    const value = this.#pages[page * SLOTS_PER_PAGE + inPage]!;
    if (value >= 0) return value;
    const inSlot =
      bytes[from + 6]! * 10_000 +
      bytes[from + 7]! * 1000 +
      bytes[from + 8]! * 100 +
      bytes[from + 9]! * 10 +
      bytes[from + 10]! -
      ZERO_FIVE_TIMES;
    return this.#answerAt(~value, inSlot);
  }

  #answerAt(block: number, inSlot: number): number {
    const cells = this.#cells;
    let first = 0;
    let last = cells[block]! - 1;
    while (first < last) {
      const middle = (first + last + 1) >> 1;
      if (cells[block + middle * 2]! <= inSlot) first = middle;
      else last = middle - 1;
    }
    const answer = cells[block + first * 2 + 1];
    if (answer === undefined) throw new ArtifactError('corrupt');
    return answer;
  }

  /**
   * Who answers behind 6 to 11 digits, each once, in order of first appearance. Of more cells than `cellsMax` the first ones.
   * @param prefix ASCII digits.
   */
  answersWithin(prefix: string, cellsMax: number): ReadonlySet<number> {
    const scale = SLOT_WIDTH / 10 ** (prefix.length - SLOT_DIGITS);
    const from = Number(prefix.slice(SLOT_DIGITS)) * scale;
    const value = this.#slotValue(Number(prefix.slice(0, SLOT_DIGITS)));
    if (value >= 0) return new Set([value]);
    const block = this.#blockAt(value);
    const first = cellAt(block, from);
    const answers = new Set<number>();
    for (let cell = first; cell < block.length / 2 && cell - first < cellsMax; cell++) {
      if (cell > first && cellStart(block, cell) >= from + scale) break;
      answers.add(block[cell * 2 + 1]!);
    }
    return answers;
  }

  /** Everything that is answered, ascending and as wide as the answer holds. */
  *intervals(): Generator<AnsweredInterval, void> {
    let [start, answer] = [0, ANSWER_NOBODY];
    for (const change of this.#changes()) {
      if (answer !== ANSWER_NOBODY) yield { start, end: change.start, answer };
      ({ start, answer } = change);
    }
    if (answer !== ANSWER_NOBODY) yield { start, end: SLOTS * SLOT_WIDTH, answer };
  }

  /** Where the answer becomes another one, ascending. */
  *#changes(): Generator<Change> {
    let answer = ANSWER_NOBODY;
    let before = -1;
    for (const [page, offset] of this.#root.entries()) {
      // Only pages with one answer throughout are shared: the same page once more changes nothing.
      if (offset === before) continue;
      before = offset;
      const values = this.#pages.subarray(offset * PAGE_SLOTS, (offset + 1) * PAGE_SLOTS);
      for (let slot = 0; slot < PAGE_SLOTS; slot++) {
        const value = values[slot]!;
        if (value === answer) continue;
        const start = (page * PAGE_SLOTS + slot) * SLOT_WIDTH;
        if (value < 0) answer = yield* changesWithin(this.#blockAt(value), start, answer);
        else yield { start, answer: (answer = value) };
      }
    }
  }

  #slotValue(slot: number): number {
    return this.#pages[this.#root[Math.floor(slot / PAGE_SLOTS)]! * PAGE_SLOTS + (slot % PAGE_SLOTS)]!;
  }

  #blockAt(value: number): Int32Array {
    const block = ~value;
    const size = (this.#cells[block] ?? 0) * 2;
    if (size === 0 || block + size > this.#cells.length) throw new ArtifactError('corrupt');
    return this.#cells.subarray(block, block + size);
  }
}

/** @returns The last answer of the block. */
function* changesWithin(block: Int32Array, start: number, before: number): Generator<Change, number> {
  let answer = before;
  for (let cell = 0; cell < block.length; cell += 2) {
    if (block[cell + 1] === answer) continue;
    answer = block[cell + 1]!;
    yield { start: start + (cell === 0 ? 0 : block[cell]!), answer };
  }
  return answer;
}

function cellStart(block: Int32Array, cell: number): number {
  return cell === 0 ? 0 : block[cell * 2]!;
}

/** The last cell that begins at `inSlot` or before it. */
function cellAt(block: Int32Array, inSlot: number): number {
  let first = 0;
  let last = block.length / 2 - 1;
  while (first < last) {
    const middle = (first + last + 1) >> 1;
    if (cellStart(block, middle) <= inSlot) first = middle;
    else last = middle - 1;
  }
  return first;
}
