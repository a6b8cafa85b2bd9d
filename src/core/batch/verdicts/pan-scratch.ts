import type { LineRows } from '../lines/line-rows.js';
import { KEPT_DIGITS } from '../lines/line-rows.js';

const ZERO = 48;
const SPACE = 32;
const HYPHEN = 45;

/** Puts together the digits of numbers that were written with separators, as `Pan.fromText` does. */
export class PanScratch {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Of the last text: how many digits it had, whatever else it had. */
  digitCount = 0;

  /** Into the scratch of this row. @returns False when there is something else than digits, spaces and hyphens. */
  takeBytes(bytes: Uint8Array, rows: LineRows, row: number): boolean {
    this.#begin(rows, row);
    const from = rows.panAt[row]!;
    const end = from + rows.panLength[row]!;
    let isPan = true;
    for (let at = from; at < end; at++) isPan = this.#take(bytes[at]!) && isPan;
    return isPan;
  }

  takeText(rows: LineRows, row: number): boolean {
    this.#begin(rows, row);
    const text = rows.panText[row]!;
    let isPan = true;
    for (let at = 0; at < text.length; at++) isPan = this.#take(text.charCodeAt(at)) && isPan;
    return isPan;
  }

  #begin(rows: LineRows, row: number): void {
    this.#bytes = rows.scratch.bytes;
    this.#at = rows.scratchAt(row);
    this.digitCount = 0;
  }

  #take(code: number): boolean {
    if (code < ZERO || code > ZERO + 9) return code === SPACE || code === HYPHEN;
    if (this.digitCount < KEPT_DIGITS) this.#bytes[this.#at + this.digitCount] = code;
    this.digitCount++;
    return true;
  }
}
