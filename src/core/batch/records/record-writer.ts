import type { BatchPlan } from '../batch-plan.js';
import { type BlockBytes, ID_KINDS } from '../lines/line-parts.js';
import type { LineRows } from '../lines/line-rows.js';
import type { VerdictBook } from '../verdicts/verdict-book.js';
import { LineNumber } from './line-number.js';
import type { RecordIds } from './record-id.js';
import { CARD_FACTS } from './card-records.js';
import { CardWriter, type Passage } from './card-writer.js';
import { AS_IT_IS, HOLE_SIZE, type RecordProgram } from './record-program.js';

const COMMA = 44;
const QUOTE = 34;
const ZERO = 48;
const OPENING = codesOf('{"line":');
const ID_KEY = codesOf(',"id":');

function codesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Writes the records of rows: nearly all of them by a `CardWriter`, and any other here. */
export class RecordWriter {
  readonly #number = new LineNumber();
  readonly #cards: CardWriter;
  readonly #isCsv: boolean;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #out: Uint8Array = new Uint8Array(0);
  #block: BlockBytes;
  /** What to add to a place in the block to get one in the input. */
  #offset = 0;

  constructor(
    { output }: BatchPlan,
    private readonly rows: LineRows,
    private readonly book: VerdictBook,
    private readonly ids: RecordIds,
  ) {
    this.#isCsv = output === 'csv';
    this.#cards = new CardWriter(output, rows, this.#number);
    this.#block = rows.scratch;
  }

  /** All rows are written. */
  get isDone(): boolean {
    return this.#cards.row === this.rows.count;
  }

  /** To be called with every new block. */
  beginBlock(block: BlockBytes, offset: number, line: number): void {
    this.#block = block;
    this.#offset = offset;
    this.#number.set(line);
  }

  /** To be called when there are new rows. */
  beginRows(): void {
    this.#cards.row = 0;
  }

  into(out: Uint8Array): void {
    this.#out = out;
    this.#view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  }

  /** Rows that were not written yet, until there are no more or the output is filled up to `limit`. @returns Where that ends. */
  write(start: number, limit: number): number {
    const cards = this.#cards;
    const number = this.#number;
    let end = start;
    while (!this.isDone && end <= limit) {
      const before = cards.row;
      end = cards.write(this.#passage(), end, limit);
      if (number.tail === number.turn) number.takeTurn();
      else if (cards.row === before) end = this.#writeOthers(end, limit);
    }
    return end;
  }

  #passage(): Passage {
    const { isApart, scratch } = this.rows;
    const apart = isApart[this.#cards.row]!;
    const block = this.#block.view;
    const digits = apart === 0 ? block : scratch.view;
    return { out: this.#view, block, digits, isApart: apart, isCsv: this.#isCsv, cards: this.book.programs.cards };
  }

  /** The next row, and those behind it that are not for `CardWriter` either. */
  #writeOthers(start: number, limit: number): number {
    const cards = this.#cards;
    const number = this.#number;
    const { count, verdict } = this.rows;
    const { facts } = this.book.programs.cards;
    let end = start;
    do end = this.#writeAny(end, cards.row++);
    while (
      cards.row < count &&
      end <= limit &&
      number.tail !== number.turn &&
      facts[verdict[cards.row]! * CARD_FACTS.size + CARD_FACTS.words] === 0
    );
    return end;
  }

  #writeAny(start: number, row: number): number {
    let end = start;
    if (this.book.isWritten[this.rows.verdict[row]!] === 1) {
      end = this.#writeNumberOfLine(end);
      if (this.rows.idKind[row] !== ID_KINDS.none) end = this.#writeId(end, row);
      end = this.#writeBody(end, row);
    }
    this.#number.tail++;
    return end;
  }

  #writeNumberOfLine(start: number): number {
    let end = this.#isCsv ? start : this.#writeBytes(start, OPENING);
    end = this.#number.writeTo(this.#view, end);
    if (this.#isCsv) this.#out[end++] = COMMA;
    return end;
  }

  #writeId(start: number, row: number): number {
    const kind = this.rows.idKind[row]!;
    if (kind === ID_KINDS.withheld) return start;
    const { bytes } = this.#block;
    const end = this.#isCsv ? start : this.#writeBytes(start, ID_KEY);
    const isPlain = kind === ID_KINDS.plainNumber || kind === ID_KINDS.plainText;
    if (!isPlain) return this.#writeBytes(end, this.ids.encode(bytes, this.rows, row));
    const from = this.rows.idAt[row]!;
    const id = bytes.subarray(from, from + this.rows.idLength[row]!);
    if (this.#isCsv || kind === ID_KINDS.plainNumber) return this.#writeBytes(end, id);
    this.#out[end] = QUOTE;
    const idEnd = this.#writeBytes(end + 1, id);
    this.#out[idEnd] = QUOTE;
    return idEnd + 1;
  }

  #writeBytes(start: number, bytes: Uint8Array): number {
    this.#out.set(bytes, start);
    return start + bytes.length;
  }

  #writeBody(start: number, row: number): number {
    const program = this.book.programOf[this.rows.verdict[row]!]!;
    const end = this.#writeProgram(start, program, row);
    return program.afterOffset === null ? end : this.#writeRest(end, program.afterOffset, row);
  }

  #writeProgram(start: number, { text, holes }: RecordProgram, row: number): number {
    // One call for the whole text. Measured: 13 ns for 79 bytes, against 19 ns by eight bytes and 81 ns one by one.
    this.#out.set(text, start);
    for (let hole = 0; hole < holes.length; hole += HOLE_SIZE)
      this.#fillHole(start + holes[hole]!, holes[hole + 1]!, row);
    return start + text.length;
  }

  #fillHole(start: number, pattern: number, row: number): void {
    const { patterns } = this.book.programs;
    const { bytes, view: digits } = this.rows.isApart[row] === 0 ? this.#block : this.rows.scratch;
    const at = this.rows.digitsAt[row]!;
    const view = this.#view;
    const wordsEnd = patterns[pattern]! * 4;
    const length = patterns[pattern + 1]!;
    let next = pattern + 2;
    let index = 0;
    for (; index < wordsEnd; index += 4, next += 2)
      view.setInt32(start + index, (digits.getInt32(at + index, true) & patterns[next]!) | patterns[next + 1]!, true);
    for (; index < length; index++, next++) {
      const digit = patterns[next]!;
      if (digit !== AS_IT_IS) this.#out[start + index] = bytes[at + digit]!;
    }
  }

  #writeRest(start: number, rest: RecordProgram, row: number): number {
    let end = start;
    for (let program: RecordProgram | null = rest; program !== null; program = program.afterOffset) {
      end = this.#writeDecimal(end, this.#offset + this.rows.lineAt[row]!);
      end = this.#writeProgram(end, program, row);
    }
    return end;
  }

  #writeDecimal(start: number, value: number): number {
    const { length } = String(value);
    let rest = value;
    for (let at = start + length - 1; at >= start; at--) {
      this.#out[at] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    return start + length;
  }
}
