import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES } from '../line-block.js';
import type { BlockBytes } from '../lines/line-parts.js';

const ZERO = 48;
const SPACE = 32;
const HYPHEN = 45;

/** Digits beyond these change no verdict: only how many there are. */
export const KEPT_DIGITS = 32;

/** The digits of a number that was written with separators, put together as `Pan.fromText` does. Written over for every such line. */
export class PanScratch {
  readonly block: BlockBytes;
  readonly at = BLOCK_HEAD_BYTES;
  readonly #digits: Uint8Array;
  /** Of the last text: how many digits it had, whatever else it had. */
  digitCount = 0;

  constructor() {
    const bytes = new Uint8Array(BLOCK_HEAD_BYTES + KEPT_DIGITS + BLOCK_TAIL_BYTES);
    this.block = { bytes, view: new DataView(bytes.buffer) };
    this.#digits = bytes.subarray(BLOCK_HEAD_BYTES, BLOCK_HEAD_BYTES + KEPT_DIGITS);
  }

  /** @returns False when there is something else than digits, spaces and hyphens. */
  takeBytes(bytes: Uint8Array, from: number, length: number): boolean {
    this.digitCount = 0;
    let isPan = true;
    for (let at = from; at < from + length; at++) isPan = this.#take(bytes[at]!) && isPan;
    return isPan;
  }

  takeText(text: string): boolean {
    this.digitCount = 0;
    let isPan = true;
    for (let at = 0; at < text.length; at++) isPan = this.#take(text.charCodeAt(at)) && isPan;
    return isPan;
  }

  #take(code: number): boolean {
    if (code < ZERO || code > ZERO + 9) return code === SPACE || code === HYPHEN;
    if (this.digitCount < KEPT_DIGITS) this.#digits[this.digitCount] = code;
    this.digitCount++;
    return true;
  }

  /** No digit stays behind. */
  clear(): void {
    this.#digits.fill(0);
  }
}
