import type { CsvColumns } from '../batch-plan.js';
import { digitRun, RUN_MAX } from './digit-words.js';
import { type BlockBytes, CARRIAGE_RETURN, ID_BYTES_MAX, ID_KINDS, LINE_FEED, PAN_KINDS } from './line-parts.js';
import type { LineRows } from './line-rows.js';
import { plainBytesBut, plainRun } from './plain-bytes.js';

// Imported names are looked up every time they are used, these are not.
const { none: NO_ID, bytes: ID_BYTES, plainText: PLAIN_TEXT } = ID_KINDS;
const { digits: DIGITS } = PAN_KINDS;
const RUN_END = RUN_MAX;
const FEED = LINE_FEED;
const RETURN = CARRIAGE_RETURN;
const QUOTE = 34;
const ID_LONGEST = ID_BYTES_MAX;

/** Not a plain line. */
export const MISSED = -1;
const MISS = MISSED;

/** Lines of CSV without quotation marks, whose number is written as digits. */
export class PlainCsv {
  readonly #delimiter: number;
  readonly #pan: number;
  readonly #id: number;
  readonly #last: number;
  readonly #classOf: Uint8Array;
  /** 1 for bytes at which a field may end, or become an odd one. */
  readonly #isStop = new Uint8Array(256);

  constructor({ delimiter, pan, id }: CsvColumns) {
    this.#delimiter = delimiter;
    this.#pan = pan;
    this.#id = id ?? -1;
    // Where one field is both it is read with care.
    this.#last = this.#pan === this.#id ? -1 : Math.max(pan, this.#id);
    this.#classOf = plainBytesBut(delimiter);
    for (const stop of [delimiter, FEED, RETURN, QUOTE]) this.#isStop[stop] = 1;
  }

  /** Puts such a line into its row. @returns What follows the line, or `MISS`. */
  read({ bytes, view }: BlockBytes, from: number, rows: LineRows, row: number): number {
    const delimiter = this.#delimiter;
    const last = this.#last;
    if (last < 0) return MISS;
    rows.lineAt[row] = from;
    rows.idKind[row] = NO_ID;
    let at = from;
    for (let column = 0; ; column++) {
      let end: number;
      if (column === this.#pan) end = readPan(view, at, rows, row);
      else end = column === this.#id ? this.#readId(bytes, at, rows, row) : this.#fieldEnd(bytes, at);
      if (end === MISS) return MISS;
      const byte = bytes[end];
      if (byte !== delimiter) return column < last ? MISS : lineEnd(bytes, end);
      at = end + 1;
      if (column === last) return restEnd(view, at);
    }
  }

  /** @returns What follows the field. */
  #readId(bytes: Uint8Array, at: number, rows: LineRows, row: number): number {
    const run = plainRun(bytes, at, this.#classOf);
    const plainEnd = run < 0 ? ~run : run;
    const end = this.#fieldEnd(bytes, plainEnd);
    const length = end - at;
    if (length === 0) return end;
    rows.idAt[row] = at;
    rows.idLength[row] = length;
    rows.idKind[row] = run > 0 && end === plainEnd && length <= ID_LONGEST ? PLAIN_TEXT : ID_BYTES;
    return end;
  }

  #fieldEnd(bytes: Uint8Array, from: number): number {
    const isStop = this.#isStop;
    let at = from;
    while (isStop[bytes[at]!] === 0) at++;
    return at;
  }
}

/** @returns What follows the digits, or `MISS` where there are none, or too many. */
function readPan(view: DataView, at: number, rows: LineRows, row: number): number {
  const run = digitRun(view, at);
  rows.panKind[row] = DIGITS;
  rows.panAt[row] = at;
  rows.panLength[row] = run;
  return run === 0 || run === RUN_END ? MISS : at + run;
}

function lineEnd(bytes: Uint8Array, at: number): number {
  const feed = bytes[at] === RETURN ? at + 1 : at;
  return bytes[feed] === FEED ? feed + 1 : MISS;
}

/** What follows the line feed, if there is no quotation mark before it; four bytes at a time. */
function restEnd(view: DataView, from: number): number {
  for (let at = from; ; at += 4) {
    const word = view.getInt32(at, true);
    const feeds = word ^ 0x0a0a0a0a;
    const quotes = word ^ 0x22222222;
    // The lowest byte that has its top bit set is one of them; above it there may be others that are not.
    const found = ((((feeds - 0x01010101) | 0) & ~feeds) | (((quotes - 0x01010101) | 0) & ~quotes)) & 0x80808080;
    if (found === 0) continue;
    const end = at + ((31 - Math.clz32(found & -found)) >> 3);
    return view.getUint8(end) === FEED ? end + 1 : MISS;
  }
}
