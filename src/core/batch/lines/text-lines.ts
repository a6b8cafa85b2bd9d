import { digitRun, RUN_MAX } from './digit-words.js';
import { type BlockBytes, LINE_FEED, type LineParts, type LineReader, PAN_KINDS, textEnd } from './line-parts.js';

/** A number per line. */
export class TextLines implements LineReader {
  constructor(private readonly lineBytesMax: number) {}

  read({ bytes, view }: BlockBytes, at: number, parts: LineParts): number {
    const run = digitRun(view, at);
    if (run < RUN_MAX && run > 0 && bytes[at + run] === LINE_FEED) {
      parts.panKind = PAN_KINDS.digits;
      parts.panAt = at;
      parts.panLength = run;
      return at + run + 1;
    }
    const end = bytes.indexOf(LINE_FEED, at + run);
    parts.panAt = at;
    parts.panLength = textEnd(bytes, at, end) - at;
    if (parts.panLength > this.lineBytesMax) parts.panKind = PAN_KINDS.tooLong;
    else parts.panKind = parts.panLength === run && run > 0 && run < RUN_MAX ? PAN_KINDS.digits : PAN_KINDS.bytes;
    return end + 1;
  }
}
