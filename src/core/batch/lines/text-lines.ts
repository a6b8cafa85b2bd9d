import { digitRun, RUN_MAX } from './digit-words.js';
import { type BlockBytes, LINE_FEED, PAN_KINDS, type Stretch, textEnd } from './line-parts.js';
import type { LineReader } from './line-reader.js';
import { type LineRows, ROWS } from './line-rows.js';

/** A number per line. */
export class TextLines implements LineReader {
  constructor(private readonly lineBytesMax: number) {}

  read({ block, from, to }: Stretch, rows: LineRows): number {
    const { bytes, view } = block;
    const { lineAt, panKind, panAt, panLength } = rows;
    let at = from;
    let row = 0;
    for (; row < ROWS && at < to; row++) {
      const run = digitRun(view, at);
      lineAt[row] = at;
      panAt[row] = at;
      if (bytes[at + run] === LINE_FEED && run > 0 && run < RUN_MAX) {
        panKind[row] = PAN_KINDS.digits;
        panLength[row] = run;
        at += run + 1;
      } else at = this.#readOdd(block, at, rows, row);
    }
    rows.count = row;
    return at;
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
