/**
 * Whole lines in a buffer: bytes `from` up to, not including, `to`, the last of which is a line feed. There is room around them
 * (`BLOCK_HEAD_BYTES` before, `BLOCK_TAIL_BYTES` after) because the scanner reads and compares several bytes at once.
 */
export interface LineBlock {
  readonly buffer: ArrayBuffer;
  readonly from: number;
  readonly to: number;
  /** Where `from` lies in the whole input, in bytes. */
  readonly offset: number;
}

export const BLOCK_HEAD_BYTES = 32;
export const BLOCK_TAIL_BYTES = 64;

/** What a block can hold that comes out of a buffer of `bufferBytes`. */
export function blockCapacity(bufferBytes: number): number {
  return bufferBytes - BLOCK_HEAD_BYTES - BLOCK_TAIL_BYTES;
}
