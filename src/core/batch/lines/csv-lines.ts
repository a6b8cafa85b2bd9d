import type { CsvColumns } from '../batch-plan.js';
import { digitRun, RUN_MAX } from './digit-words.js';
import { type BlockBytes, ID_KINDS, LINE_FEED, LineParts, PAN_KINDS, type Stretch, textEnd } from './line-parts.js';
import type { LineReader } from './line-reader.js';
import { type LineRows, ROWS } from './line-rows.js';
import { MISSED, PlainCsv } from './plain-csv.js';

const QUOTE = 34;
// An imported name is looked up every time it is used.
const ROWS_MAX = ROWS;
const MISS = MISSED;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * RFC 4180 by the line: a field is plain, or quoted with inner quotes doubled. A line break inside quotes is not read as a part of
 * the field, so that lines can be told apart without reading what is before them; such a line is answered as damaged.
 */
export class CsvLines implements LineReader {
  readonly #parts = new LineParts();
  readonly #plain: PlainCsv;
  readonly #delimiter: number;
  readonly #pan: number;
  readonly #id: number;

  // The field at hand: where its text is, and where what follows it is.
  #from = 0;
  #to = 0;
  #after = 0;
  /** Quoted, with quotes inside. */
  #isDoubled = false;

  constructor(
    columns: CsvColumns,
    private readonly lineBytesMax: number,
  ) {
    const { delimiter, pan, id } = columns;
    this.#plain = new PlainCsv(columns);
    this.#delimiter = delimiter;
    this.#pan = pan;
    this.#id = id ?? -1;
  }

  read({ block, from, to }: Stretch, rows: LineRows): number {
    const plain = this.#plain;
    const longest = this.lineBytesMax;
    let at = from;
    let row = 0;
    for (; row < ROWS_MAX && at < to; row++) {
      const end = plain.read(block, at, rows, row);
      at = end === MISS || end - at > longest ? this.#readAny(block, at, rows, row) : end;
    }
    rows.count = row;
    return at;
  }

  clear(): void {
    this.#parts.clear();
  }

  #readAny(block: BlockBytes, at: number, rows: LineRows, row: number): number {
    const end = this.#readLine(block, at, this.#parts);
    rows.put(row, at, this.#parts);
    return end;
  }

  #readLine(block: BlockBytes, at: number, parts: LineParts): number {
    const { bytes } = block;
    parts.panKind = PAN_KINDS.missing;
    parts.idKind = ID_KINDS.none;
    let next = at;
    for (let column = 0; ; column++) {
      if (!this.#readField(block, next)) return this.#damaged(bytes, at, next, parts);
      if (column === this.#pan) this.#takePan(block, parts);
      if (column === this.#id) this.#takeId(bytes, parts);
      next = this.#after + 1;
      if (bytes[this.#after] === LINE_FEED) break;
    }
    const length = textEnd(bytes, at, next - 1) - at;
    if (length > this.lineBytesMax) this.#tooLong(parts);
    else if (length === 0) emptyPan(parts, at);
    return next;
  }

  /** @returns False when the quotation marks do not fit together. */
  #readField({ bytes, view }: BlockBytes, at: number): boolean {
    this.#isDoubled = false;
    if (bytes[at] === QUOTE) return this.#readQuoted(bytes, at + 1);
    const delimiter = this.#delimiter;
    let end = at + digitRun(view, at);
    let byte = bytes[end]!;
    while (byte !== delimiter && byte !== LINE_FEED && byte !== QUOTE) byte = bytes[++end]!;
    this.#from = at;
    this.#after = end;
    this.#to = byte === LINE_FEED ? textEnd(bytes, at, end) : end;
    return byte !== QUOTE;
  }

  #readQuoted(bytes: Uint8Array, from: number): boolean {
    let end = from;
    for (;;) {
      const byte = bytes[end]!;
      if (byte === LINE_FEED) return false;
      if (byte !== QUOTE) end++;
      else if (bytes[end + 1] === QUOTE) {
        this.#isDoubled = true;
        end += 2;
      } else break;
    }
    this.#from = from;
    this.#to = end;
    const after = bytes[end + 1] === 13 && bytes[end + 2] === LINE_FEED ? end + 2 : end + 1;
    this.#after = after;
    return bytes[after] === LINE_FEED || bytes[after] === this.#delimiter;
  }

  #takePan({ bytes, view }: BlockBytes, parts: LineParts): void {
    parts.panAt = this.#from;
    parts.panLength = this.#to - this.#from;
    const run = digitRun(view, this.#from);
    if (run === parts.panLength && run > 0 && run < RUN_MAX) parts.panKind = PAN_KINDS.digits;
    else if (this.#isDoubled) {
      parts.panKind = PAN_KINDS.text;
      parts.panText = this.#undoubled(bytes);
    } else parts.panKind = PAN_KINDS.bytes;
  }

  #takeId(bytes: Uint8Array, parts: LineParts): void {
    parts.idAt = this.#from;
    parts.idLength = this.#to - this.#from;
    if (!this.#isDoubled) parts.idKind = parts.idLength === 0 ? ID_KINDS.none : ID_KINDS.bytes;
    else {
      parts.idKind = ID_KINDS.text;
      parts.idText = this.#undoubled(bytes);
    }
  }

  #undoubled(bytes: Uint8Array): string {
    return decoder.decode(bytes.subarray(this.#from, this.#to)).replaceAll('""', '"');
  }

  #damaged(bytes: Uint8Array, at: number, from: number, parts: LineParts): number {
    const end = bytes.indexOf(LINE_FEED, from);
    parts.panKind = PAN_KINDS.notCsv;
    parts.idKind = ID_KINDS.none;
    if (textEnd(bytes, at, end) - at > this.lineBytesMax) this.#tooLong(parts);
    return end + 1;
  }

  #tooLong(parts: LineParts): void {
    parts.panKind = PAN_KINDS.tooLong;
    parts.idKind = ID_KINDS.none;
  }
}

function emptyPan(parts: LineParts, at: number): void {
  parts.panKind = PAN_KINDS.bytes;
  parts.panAt = at;
  parts.panLength = 0;
}
