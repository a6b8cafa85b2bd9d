import { digitRun, RUN_MAX } from './digit-words.js';
import { type BlockBytes, LINE_FEED, PAN_KINDS, type Stretch, textEnd } from './line-parts.js';
import type { LineReader } from './line-reader.js';
import { type LineRows, ROWS } from './line-rows.js';

// Imported names are looked up every time they are used, these are not.
const ROWS_MAX = ROWS;
const FEED = LINE_FEED;
const { digits: DIGITS } = PAN_KINDS;

/** Most numbers have as many digits as four words. */
const USUAL_DIGITS = 16;

/** A number per line. */
export class TextLines implements LineReader {
  constructor(private readonly lineBytesMax: number) {}

  read({ block, from, to }: Stretch, rows: LineRows): number {
    const { bytes, view } = block;
    const { lineAt, panKind, panAt, panLength } = rows;
    let at = from;
    let row = 0;
    for (; row < ROWS_MAX && at < to; row++) {
      const run = bytes[at + USUAL_DIGITS] === FEED && isUsual(view, at) ? USUAL_DIGITS : digitRun(view, at);
      lineAt[row] = at;
      panAt[row] = at;
      if (bytes[at + run] === FEED && run > 0) {
        panKind[row] = DIGITS;
        panLength[row] = run;
        at += run + 1;
      } else at = this.#readOdd(block, at, rows, row);
    }
    rows.count = row;
    return at;
  }

  clear(): void {
    // Remembers nothing.
  }

  #readOdd({ bytes, view }: BlockBytes, at: number, rows: LineRows, row: number): number {
    const run = digitRun(view, at);
    const end = bytes.indexOf(LINE_FEED, at + run);
    const length = textEnd(bytes, at, end) - at;
    rows.panLength[row] = length;
    if (length > this.lineBytesMax) rows.panKind[row] = PAN_KINDS.tooLong;
    else rows.panKind[row] = length === run && run > 0 && run < RUN_MAX ? PAN_KINDS.digits : PAN_KINDS.bytes;
    return end + 1;
  }
}

/** Four words of digits. */
function isUsual(view: DataView, at: number): boolean {
  const a = view.getInt32(at, true) ^ 0x30303030;
  const b = view.getInt32(at + 4, true) ^ 0x30303030;
  const c = view.getInt32(at + 8, true) ^ 0x30303030;
  const d = view.getInt32(at + 12, true) ^ 0x30303030;
  const first = ((a & 0x7f7f7f7f) + 0x76767676) | a | ((b & 0x7f7f7f7f) + 0x76767676) | b;
  const second = ((c & 0x7f7f7f7f) + 0x76767676) | c | ((d & 0x7f7f7f7f) + 0x76767676) | d;
  return ((first | second) & 0x80808080) === 0;
}
