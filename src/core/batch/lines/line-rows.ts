import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES } from '../line-block.js';
import { type BlockBytes, ID_KINDS, type LineParts, PAN_KINDS } from './line-parts.js';

/** So many lines go through each step at a time: few enough to stay in the processor's cache, enough to forget about the calls. */
export const ROWS = 512;

/** Room for the digits of one line, and for the words around them. */
const SCRATCH_BYTES = 64;
/** Digits beyond these change no verdict: only how many there are. */
export const KEPT_DIGITS = 32;

/**
 * Lines side by side, a column per property: every step is a loop over columns. Written over again and again.
 * Where a number was written with separators, its digits are put together in a scratch block; else they are read where they are.
 */
export class LineRows {
  count = 0;
  readonly lineAt = new Int32Array(ROWS);
  /** `PAN_KINDS`. */
  readonly panKind = new Uint8Array(ROWS);
  readonly panAt = new Int32Array(ROWS);
  readonly panLength = new Int32Array(ROWS);
  readonly panText: string[] = new Array<string>(ROWS).fill('');
  /** `ID_KINDS`. */
  readonly idKind = new Uint8Array(ROWS);
  readonly idAt = new Int32Array(ROWS);
  readonly idLength = new Int32Array(ROWS);
  readonly idText: string[] = new Array<string>(ROWS).fill('');
  readonly verdict = new Uint16Array(ROWS);
  /** 1 where the digits are in `scratch`, and `digitsAt` is a place there. */
  readonly isApart = new Uint8Array(ROWS);
  readonly digitsAt = new Int32Array(ROWS);
  readonly scratch: BlockBytes;

  constructor() {
    const bytes = new Uint8Array(BLOCK_HEAD_BYTES + ROWS * SCRATCH_BYTES + BLOCK_TAIL_BYTES);
    this.scratch = { bytes, view: new DataView(bytes.buffer) };
  }

  scratchAt(row: number): number {
    return BLOCK_HEAD_BYTES + row * SCRATCH_BYTES;
  }

  put(row: number, at: number, parts: LineParts): void {
    this.lineAt[row] = at;
    this.panKind[row] = parts.panKind;
    this.panAt[row] = parts.panAt;
    this.panLength[row] = parts.panLength;
    this.idKind[row] = parts.idKind;
    this.idAt[row] = parts.idAt;
    this.idLength[row] = parts.idLength;
    if (parts.panKind === PAN_KINDS.text) this.panText[row] = parts.panText;
    if (parts.idKind === ID_KINDS.text || parts.idKind === ID_KINDS.numberText) this.idText[row] = parts.idText;
  }

  /** No digit and no id stays behind. */
  clear(): void {
    this.count = 0;
    this.scratch.bytes.fill(0);
    this.panText.fill('');
    this.idText.fill('');
  }
}
