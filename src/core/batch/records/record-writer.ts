import type { BatchPlan } from '../batch-plan.js';
import { type BlockBytes, ID_KINDS } from '../lines/line-parts.js';
import type { LineRows } from '../lines/line-rows.js';
import type { VerdictBook } from '../verdicts/verdict-book.js';
import { LineNumber } from './line-number.js';
import type { RecordIds } from './record-id.js';
import { AS_IT_IS, type CardHole, HOLE_SIZE, type RecordProgram } from './record-program.js';

const COMMA = 44;
const QUOTE = 34;
const ZERO = 48;
const OPENING = wordOf('{"line":');
const ID_KEY = wordOf(',"id":  ');
const ID_KEY_BYTES = 6;

/** Eight ASCII characters as one number of 64 bits: text never has the bit pattern of a NaN, so it comes through unchanged. */
function wordOf(text: string): number {
  return new Float64Array(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer)[0]!;
}

/**
 * Writes the records of rows. Line numbers are written eight bytes at a time, beyond their end as well: what follows is written over.
 */
export class RecordWriter {
  readonly number = new LineNumber();
  readonly #isCsv: boolean;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #out: Uint8Array = new Uint8Array(0);
  #block: BlockBytes;
  /** What to add to a place in the block to get one in the input. */
  #offset = 0;
  #row = 0;

  constructor(
    { output }: BatchPlan,
    private readonly rows: LineRows,
    private readonly book: VerdictBook,
    private readonly ids: RecordIds,
  ) {
    this.#isCsv = output === 'csv';
    this.#block = rows.scratch;
  }

  /** All rows are written. */
  get isDone(): boolean {
    return this.#row === this.rows.count;
  }

  /** To be called with every new block. */
  beginBlock(block: BlockBytes, offset: number, line: number): void {
    this.#block = block;
    this.#offset = offset;
    this.number.set(line);
  }

  /** To be called when there are new rows. */
  beginRows(): void {
    this.#row = 0;
  }

  into(out: Uint8Array): void {
    this.#out = out;
    this.#view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  }

  /** Rows that were not written yet, until there are no more or the output is filled up to `limit`. @returns Where that ends. */
  write(start: number, limit: number): number {
    const { verdict, idKind, isApart, digitsAt, count } = this.rows;
    const { isWritten, programOf } = this.book;
    const { number } = this;
    const out = this.#out;
    let end = start;
    let row = this.#row;
    for (; row < count && end <= limit; row++) {
      const given = verdict[row]!;
      if (isWritten[given] === 1) {
        const { text, card } = programOf[given]!;
        end = this.#writeNumberOfLine(end);
        if (idKind[row] !== ID_KINDS.none) end = this.#writeId(end, row);
        if (card !== null && isApart[row] === 0) {
          // One call for the whole text. Measured: 13 ns for 79 bytes, against 19 ns by eight bytes and 81 ns one by one.
          out.set(text, end);
          this.#fillCard(end + card.at, digitsAt[row]!, card);
          end += text.length;
        } else end = this.#writeBody(end, row);
      }
      number.increment();
    }
    this.#row = row;
    return end;
  }

  #writeNumberOfLine(start: number): number {
    const view = this.#view;
    let end = start;
    if (!this.#isCsv) {
      view.setFloat64(end, OPENING, true);
      end += 8;
    }
    const { words, length } = this.number;
    view.setFloat64(end, words[0]!, true);
    if (length > 8) view.setFloat64(end + 8, words[1]!, true);
    end += length;
    if (this.#isCsv) this.#out[end++] = COMMA;
    return end;
  }

  #writeId(start: number, row: number): number {
    const kind = this.rows.idKind[row]!;
    if (kind === ID_KINDS.withheld) return start;
    let end = start;
    if (!this.#isCsv) {
      this.#view.setFloat64(end, ID_KEY, true);
      end += ID_KEY_BYTES;
    }
    if (kind === ID_KINDS.plainNumber) return this.#copyId(end, row);
    if (kind !== ID_KINDS.plainText) {
      const text = this.ids.encode(this.#block.bytes, this.rows, row);
      this.#out.set(text, end);
      return end + text.length;
    }
    if (this.#isCsv) return this.#copyId(end, row);
    this.#out[end] = QUOTE;
    end = this.#copyId(end + 1, row);
    this.#out[end] = QUOTE;
    return end + 1;
  }

  /** Ids are short: a loop beats a call. */
  #copyId(start: number, row: number): number {
    const out = this.#out;
    const { bytes } = this.#block;
    const from = this.rows.idAt[row]!;
    const length = this.rows.idLength[row]!;
    for (let index = 0; index < length; index++) out[start + index] = bytes[from + index]!;
    return start + length;
  }

  #fillCard(to: number, from: number, { lastAt, bits }: CardHole): void {
    const { view: digits } = this.#block;
    const view = this.#view;
    view.setInt32(to, (digits.getInt32(from, true) & bits[0]!) | bits[1]!, true);
    view.setInt32(to + 4, (digits.getInt32(from + 4, true) & bits[2]!) | bits[3]!, true);
    view.setInt32(to + 8, (digits.getInt32(from + 8, true) & bits[4]!) | bits[5]!, true);
    view.setInt32(to + lastAt, (digits.getInt32(from + lastAt, true) & bits[6]!) | bits[7]!, true);
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
