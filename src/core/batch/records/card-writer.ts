import type { BatchOutput } from '../batch-plan.js';
import { ID_KINDS } from '../lines/line-parts.js';
import type { LineRows } from '../lines/line-rows.js';
import { CARD_FACTS, type CardRecords } from './card-records.js';
import { type LineNumber, TAIL_WORDS as TAILS } from './line-number.js';

// Imported names are looked up every time they are used, these are not. Measured: a third of the whole loop.
const { size: FACTS, words: WORDS, text: TEXT, bytes: BYTES, hole: HOLE, last: LAST } = CARD_FACTS;
const { wordBits: WORD_BITS, wordFilling: WORD_FILLING, halfBits: HALF_BITS, halfFilling: HALF_FILLING } = CARD_FACTS;
const { step: STEP } = CARD_FACTS;
const { none: NO_ID, plainText: PLAIN_TEXT, plainNumber: PLAIN_NUMBER } = ID_KINDS;
const TAIL_WORDS = TAILS;

const COMMA = 44;
const QUOTE = 34;
const WORD_BYTES = 8;
const OPENING = wordOf('{"line":');
const NUMBER_KEY = wordOf(',"id":  ');
const NUMBER_KEY_BYTES = 6;
const TEXT_KEY = wordOf(',"id":" ');
const TEXT_KEY_BYTES = 7;

/** Eight ASCII characters as one number of 64 bits. */
function wordOf(text: string): number {
  return new Float64Array(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer)[0]!;
}

/** Where rows come from and go to. */
export interface Passage {
  readonly out: DataView;
  readonly block: DataView;
  /** Where the digits of these rows are, and what `isApart` is of them. */
  readonly digits: DataView;
  readonly isApart: number;
  readonly isCsv: boolean;
  readonly cards: CardRecords;
}

/**
 * Writes rows whose record is one of `CardRecords` and whose id can be copied. Words are written beyond the end of what they hold; what
 * follows is written over that.
 */
export class CardWriter {
  readonly #opening: number;
  /** The next row. */
  row = 0;

  constructor(
    output: BatchOutput,
    private readonly rows: LineRows,
    private readonly number: LineNumber,
  ) {
    this.#opening = output === 'csv' ? 0 : WORD_BYTES;
  }

  /**
   * Stops at the first row of another kind, and where the number of the line gets another head.
   * Invariant: nothing in the loop is called that is not inlined, so that what is known of the arrays stays known.
   */
  write(passage: Passage, start: number, limit: number): number {
    const { out, isApart, cards } = passage;
    const { verdict, idKind, digitsAt, count, isApart: apart } = this.rows;
    const { facts } = cards;
    const opening = this.#opening;
    const { headLength, tailLength, turn, head, shift } = this.number;
    let { tail } = this.number;
    let { row } = this;
    let end = start;
    if (this.number.isLong) return start;
    for (; row < count && end <= limit; row++, tail++) {
      const card = verdict[row]! * FACTS;
      const kind = idKind[row]!;
      if (facts[card + WORDS] === 0 || apart[row] !== isApart || tail === turn) break;
      if (kind !== NO_ID && kind < PLAIN_TEXT) break;
      if (opening !== 0) out.setFloat64(end, OPENING, true);
      out.setFloat64(end + opening, head, true);
      end += opening + headLength;
      out.setInt32(end, TAIL_WORDS[tail]! >> shift, true);
      end += tailLength;
      if (opening === 0) out.setUint8(end++, COMMA);
      if (kind === PLAIN_TEXT || kind === PLAIN_NUMBER) end = copyId(passage, this.rows, row, end);
      copyText(out, end, cards, card);
      if (facts[card + HOLE] !== 0) fillDigits(passage, end, digitsAt[row]!, card);
      end += facts[card + BYTES]!;
    }
    this.row = row;
    this.number.tail = tail;
    return end;
  }
}

function copyId(
  { out, block, isCsv }: Passage,
  { idKind, idAt, idLength }: LineRows,
  row: number,
  start: number,
): number {
  const from = idAt[row]!;
  const length = idLength[row]!;
  const isQuoted = !isCsv && idKind[row] === PLAIN_TEXT;
  let to = start;
  if (!isCsv) {
    out.setFloat64(to, isQuoted ? TEXT_KEY : NUMBER_KEY, true);
    to += isQuoted ? TEXT_KEY_BYTES : NUMBER_KEY_BYTES;
  }
  for (let at = 0; at < length; at += 4) out.setInt32(to + at, block.getInt32(from + at, true), true);
  to += length;
  if (isQuoted) out.setUint8(to++, QUOTE);
  return to;
}

/**
 * UTF-8 never has the bits of a NaN, which would not have to come through unchanged: its last byte would be FF, or 7F after F0 or more.
 * Measured: as fast as `set` for eighty bytes, faster for fewer.
 */
function copyText(out: DataView, start: number, { facts, texts }: CardRecords, card: number): void {
  const words = facts[card + WORDS]!;
  const from = facts[card + TEXT]!;
  for (let word = 0; word < words; word += STEP) {
    const to = start + word * WORD_BYTES;
    out.setFloat64(to, texts[from + word]!, true);
    out.setFloat64(to + 8, texts[from + word + 1]!, true);
    out.setFloat64(to + 16, texts[from + word + 2]!, true);
    out.setFloat64(to + 24, texts[from + word + 3]!, true);
  }
}

function fillDigits({ out, digits, cards: { facts } }: Passage, start: number, from: number, card: number): void {
  const to = start + facts[card + HOLE]!;
  const last = facts[card + LAST]!;
  const word = (digits.getInt32(from, true) & facts[card + WORD_BITS]!) | facts[card + WORD_FILLING]!;
  const half = (digits.getInt16(from + 4, true) & facts[card + HALF_BITS]!) | facts[card + HALF_FILLING]!;
  out.setInt32(to, word, true);
  out.setInt16(to + 4, half, true);
  out.setInt32(to + last, digits.getInt32(from + last, true), true);
}
