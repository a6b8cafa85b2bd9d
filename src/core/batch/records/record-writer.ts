import type { BatchPlan } from '../batch-plan.js';
import type { BlockBytes } from '../lines/line-parts.js';
import type { VerdictBook } from '../verdicts/verdict-book.js';
import type { LineNumber } from './line-number.js';
import type { RecordId } from './record-id.js';
import { AS_IT_IS, HOLE_SIZE, type RecordProgram } from './record-program.js';

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

/** Where the digits are that a record shows. */
export interface ShownDigits {
  block: BlockBytes;
  at: number;
}

/** Writes records. Line numbers are written eight bytes at a time, beyond their end as well: what follows is written over. */
export class RecordWriter {
  readonly #isCsv: boolean;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(
    { output }: BatchPlan,
    private readonly book: VerdictBook,
    private readonly number: LineNumber,
    private readonly id: RecordId,
  ) {
    this.#isCsv = output === 'csv';
  }

  into(out: Uint8Array): void {
    this.#bytes = out;
    this.#view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  }

  /** Number and id of the line. @returns Where the record goes on. */
  writeHead(start: number, bytes: Uint8Array, idAt: number): number {
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
    if (this.#isCsv) this.#bytes[end++] = COMMA;
    return this.id.length === 0 ? end : this.#writeId(end, bytes, idAt);
  }

  #writeId(start: number, bytes: Uint8Array, idAt: number): number {
    const out = this.#bytes;
    const { length, isInPlace, isQuoted, text } = this.id;
    let end = start;
    if (!this.#isCsv) {
      this.#view.setFloat64(end, ID_KEY, true);
      end += ID_KEY_BYTES;
    }
    if (isQuoted) out[end++] = QUOTE;
    const source = isInPlace ? bytes : text;
    const from = isInPlace ? idAt : 0;
    for (let index = 0; index < length; index++) out[end + index] = source[from + index]!;
    end += length;
    if (isQuoted) out[end++] = QUOTE;
    return end;
  }

  /** All that follows. @param offset Of the line in the input. @returns The end of the record. */
  writeBody(start: number, verdict: number, shown: ShownDigits, offset: number): number {
    let end = start;
    let program: RecordProgram | null = this.book.programOf[verdict]!;
    for (;;) {
      const { text, holes } = program;
      // One call for the whole text. Measured: 13 ns for 79 bytes, against 19 ns by eight bytes and 81 ns one by one.
      this.#bytes.set(text, end);
      for (let hole = 0; hole < holes.length; hole += HOLE_SIZE)
        this.#fillHole(end + holes[hole]!, holes[hole + 1]!, shown);
      end += text.length;
      program = program.afterOffset;
      if (program === null) return end;
      end = this.#writeNumber(end, offset);
    }
  }

  #fillHole(start: number, pattern: number, { block, at }: ShownDigits): void {
    const { patterns } = this.book.programs;
    const view = this.#view;
    const source = block.view;
    const words = patterns[pattern]!;
    const length = patterns[pattern + 1]!;
    let next = pattern + 2;
    let index = 0;
    for (; index < words * 4; index += 4, next += 2)
      view.setInt32(start + index, (source.getInt32(at + index, true) & patterns[next]!) | patterns[next + 1]!, true);
    for (; index < length; index++, next++) {
      const digit = patterns[next]!;
      if (digit !== AS_IT_IS) this.#bytes[start + index] = block.bytes[at + digit]!;
    }
  }

  #writeNumber(start: number, value: number): number {
    const length = String(value).length;
    let rest = value;
    for (let at = start + length - 1; at >= start; at--) {
      this.#bytes[at] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    return start + length;
  }
}
