import { BatchScanner, RECORD_BYTES_MAX } from '../../src/core/batch/batch-scanner.js';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES, type LineBlock } from '../../src/core/batch/line-block.js';
import type { BlockCase } from './batch-cases.js';
import type { Scan } from './scan-comparison.js';

/** The scanner itself, one for all blocks of a batch, with the least room it asks for. */
export const fastScan: Scan = ({ tables, plan, outBytesMore }) => {
  const scanner = new BatchScanner(tables.tables, plan);
  return (block) => {
    scanner.begin(placed(block), block.line);
    const parts: Uint8Array[] = [];
    for (let isDone = false; !isDone; isDone = scanner.isDone) {
      const out = new Uint8Array(2 * RECORD_BYTES_MAX + outBytesMore).fill(block.filling);
      const end = scanner.fill(out);
      if (end === 0 && !scanner.isDone) throw new Error('The scanner neither wrote nor ended.');
      parts.push(out.subarray(0, end));
    }
    return { bytes: Buffer.concat(parts), tally: Uint32Array.from(scanner.tally), parts: parts.length };
  };
};

/** A copy of its own in a buffer with room around it. */
function placed({ bytes, offset, head, tail, filling }: Omit<BlockCase, 'line'>): LineBlock {
  const from = BLOCK_HEAD_BYTES + head;
  const to = from + bytes.length;
  const buffer = new ArrayBuffer(to + BLOCK_TAIL_BYTES + tail);
  const all = new Uint8Array(buffer).fill(filling);
  all.set(bytes, from);
  return { buffer, from, to, offset };
}
