import { BatchInputError } from './batch-input-error.js';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES, type LineBlock } from './line-block.js';

const LINE_FEED = 10;
const UTF_8_MARK = [0xef, 0xbb, 0xbf] as const;
/** Of a line that is too long so much is kept, beyond the limit, that it is still too long without a mark and a carriage return. */
const BEYOND_LIMIT = UTF_8_MARK.length + 2;

/**
 * Makes blocks of whole lines out of the chunks of a stream, wherever those were cut. What stands before the first line (a byte order
 * mark) is dropped; a last line without its end gets one; of a line that is longer than the limit only the beginning is kept, so that
 * no line ever needs more than one buffer.
 */
export class LineCutter {
  #buffer: ArrayBuffer;
  #bytes: Uint8Array;
  #to = BLOCK_HEAD_BYTES;
  /** Where the pending bytes begin in the stream. */
  #offset = 0;
  #taken = 0;
  #isSkipping = false;
  /** What follows a shortened line lies further on in the stream than in the buffer. */
  #mustCut = false;
  #isFirst = true;

  /** @param take Gives a buffer to fill, of the same size each time, with room for the longest line. */
  constructor(
    private readonly lineBytesMax: number,
    private readonly take: () => ArrayBuffer,
  ) {
    this.#buffer = take();
    this.#bytes = new Uint8Array(this.#buffer);
    if (this.#limit - BLOCK_HEAD_BYTES < lineBytesMax + BEYOND_LIMIT)
      throw new RangeError('The buffers are too small for the longest line.');
  }

  /** Bytes that wait to be cut. */
  get pendingBytes(): number {
    return this.#to - BLOCK_HEAD_BYTES;
  }

  get #limit(): number {
    // The byte left free is for the line feed of a line without one.
    return this.#buffer.byteLength - BLOCK_TAIL_BYTES - 1;
  }

  /** Takes in `chunk` from `at` on. @returns Where it stopped: before the end of the chunk when a block has to be cut first. */
  add(chunk: Uint8Array, at: number): number {
    const next = this.#fill(chunk, at);
    this.#taken += next - at;
    return next;
  }

  /** The whole lines so far; null when there is none. What follows them begins the next block. @throws BatchInputError */
  cut(): LineBlock | null {
    const end = this.#lastLineEnd();
    if (end === -1) return null;
    const block = this.#blockUpTo(end + 1);
    const rest = this.#bytes.subarray(end + 1, this.#to);
    const before = this.#bytes;
    this.#buffer = this.take();
    this.#bytes = new Uint8Array(this.#buffer);
    this.#bytes.set(before.subarray(end + 1, end + 1 + rest.length), BLOCK_HEAD_BYTES);
    this.#to = BLOCK_HEAD_BYTES + rest.length;
    this.#offset = this.#taken - rest.length;
    this.#mustCut = false;
    return block;
  }

  /** Whatever is left when the stream is over; null when it ended with a line. @throws BatchInputError */
  end(): LineBlock | null {
    if (this.pendingBytes === 0) return null;
    const isMarkOnly = this.#isFirst && this.pendingBytes === UTF_8_MARK.length && this.#markBytes() > 0;
    if (this.#bytes[this.#to - 1] !== LINE_FEED) this.#bytes[this.#to++] = LINE_FEED;
    const block = this.#blockUpTo(this.#to);
    this.#to = BLOCK_HEAD_BYTES;
    return isMarkOnly ? null : block;
  }

  #fill(chunk: Uint8Array, at: number): number {
    let next = this.#isSkipping ? this.#skip(chunk, at) : at;
    while (next < chunk.length && !this.#mustCut) {
      const part = chunk.subarray(next, next + this.#limit - this.#to);
      this.#bytes.set(part, this.#to);
      this.#to += part.length;
      next += part.length;
      if (this.#to < this.#limit) continue;
      if (this.#lastLineEnd() !== -1) return next;
      this.#to = BLOCK_HEAD_BYTES + this.lineBytesMax + BEYOND_LIMIT;
      this.#isSkipping = true;
      next = this.#skip(chunk, next);
    }
    return next;
  }

  #lastLineEnd(): number {
    const end = this.#bytes.subarray(0, this.#to).lastIndexOf(LINE_FEED);
    return end < BLOCK_HEAD_BYTES ? -1 : end;
  }

  #blockUpTo(to: number): LineBlock {
    const markBytes = this.#isFirst ? this.#markBytes() : 0;
    this.#isFirst = false;
    return { buffer: this.#buffer, from: BLOCK_HEAD_BYTES + markBytes, to, offset: this.#offset + markBytes };
  }

  #markBytes(): number {
    const [first, second] = this.#bytes.subarray(BLOCK_HEAD_BYTES);
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) throw new BatchInputError('utf_16');
    return UTF_8_MARK.every((byte, index) => this.#bytes[BLOCK_HEAD_BYTES + index] === byte) ? UTF_8_MARK.length : 0;
  }

  /** @returns What follows the rest of a line that is too long; the end of the chunk when the line goes on. */
  #skip(chunk: Uint8Array, from: number): number {
    const end = chunk.indexOf(LINE_FEED, from);
    if (end === -1) return chunk.length;
    this.#bytes[this.#to++] = LINE_FEED;
    this.#isSkipping = false;
    this.#mustCut = true;
    return end + 1;
  }
}
