import { readSync } from 'node:fs';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES, type LineBlock } from '../../../core/batch/line-block.js';
import type { ByteRange } from './byte-range.js';
import { ReadFailure, reading } from './read-failure.js';
import type { RangedFile } from '../scan/scan-task.js';

const LINE_FEED = 10;
/** Most last lines end within so many bytes behind the range. */
const GLANCE_BYTES = 512;
/** Of a line that is too long so much is kept, beyond the limit, that it is still too long without a carriage return. */
const BEYOND_LIMIT = 2;

/**
 * Reads the lines whose first byte lies in a range, as `LineCutter` would cut them: a last line without its end gets one, and of a line
 * that is longer than the limit only the beginning is read. The block is valid until the next call, or `clear`.
 */
export class RangeReader {
  readonly #buffer: ArrayBuffer;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #beyondMax: number;

  constructor(rangeBytesMax: number, lineBytesMax: number) {
    this.#beyondMax = lineBytesMax + BEYOND_LIMIT;
    this.#buffer = new ArrayBuffer(BLOCK_HEAD_BYTES + rangeBytesMax + this.#beyondMax + 1 + BLOCK_TAIL_BYTES);
    this.#bytes = new Uint8Array(this.#buffer);
  }

  /** Null when no line begins in the range. @param range Not before the start of the file. @throws ReadFailure */
  read(file: RangedFile, { from, to }: ByteRange): LineBlock | null {
    // Invariant: `first` is where the line begins whose first byte is the first one in the range to be that of a line.
    const end = this.#fill(file, from, to + Math.min(GLANCE_BYTES, this.#beyondMax));
    const first = from === file.start ? BLOCK_HEAD_BYTES : this.#bytes.indexOf(LINE_FEED, BLOCK_HEAD_BYTES - 1) + 1;
    const last = BLOCK_HEAD_BYTES + to - from - 1;
    if (first === 0 || first > last) return null;
    const block = { buffer: this.#buffer, from: first, offset: from + first - BLOCK_HEAD_BYTES };
    return { ...block, to: this.#endOfLine(last, end) ?? this.#completed(file, { from, to }) };
  }

  /** Forgets what it read last. */
  clear(): void {
    this.#bytes.fill(0);
  }

  /** Reads up to `to` of the file, and the byte before `from`, which may end a line. @returns Where the bytes end in the buffer. */
  #fill({ fd, size, start }: RangedFile, from: number, to: number): number {
    const begin = from === start ? from : from - 1;
    const end = Math.min(to, size);
    for (let at = begin; at < end;) {
      const count = reading(() => readSync(fd, this.#bytes, BLOCK_HEAD_BYTES + at - from, end - at, at));
      if (count === 0) throw new ReadFailure('changed');
      at += count;
    }
    return BLOCK_HEAD_BYTES + end - from;
  }

  /** Behind the first line end from `last` on; null when there is none before `end`. */
  #endOfLine(last: number, end: number): number | null {
    const found = this.#bytes.subarray(0, end).indexOf(LINE_FEED, last);
    return found === -1 ? null : found + 1;
  }

  /** The last line is long, or has no end. */
  #completed(file: RangedFile, { from, to }: ByteRange): number {
    const end = this.#fill(file, from, to + this.#beyondMax);
    const found = this.#endOfLine(BLOCK_HEAD_BYTES + to - from - 1, end);
    if (found !== null) return found;
    this.#bytes[end] = LINE_FEED;
    return end + 1;
  }
}
