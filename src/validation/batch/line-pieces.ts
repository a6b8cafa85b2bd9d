import { BLOCK_HEAD_BYTES, type LineBlock } from '../../core/batch/line-block.js';

const LINE_FEED = 10;

/** The first `lines` lines of a block that has more, and the others. Both lie in its buffer. */
export function splitLines(block: LineBlock, lines: number): readonly [first: LineBlock, others: LineBlock] {
  const bytes = new Uint8Array(block.buffer, 0, block.to);
  let end = block.from;
  for (let line = 0; line < lines; line++) end = bytes.indexOf(LINE_FEED, end) + 1;
  const others = { ...block, from: end, offset: block.offset + end - block.from };
  return [{ ...block, to: end }, others];
}

/** @param buffer As long as that of the block. */
export function copyInto(buffer: ArrayBuffer, { buffer: source, from, to, offset }: LineBlock): LineBlock {
  new Uint8Array(buffer).set(new Uint8Array(source, from, to - from), BLOCK_HEAD_BYTES);
  return { buffer, from: BLOCK_HEAD_BYTES, to: BLOCK_HEAD_BYTES + to - from, offset };
}
