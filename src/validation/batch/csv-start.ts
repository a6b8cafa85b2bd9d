import { BatchInputError } from '../../core/batch/batch-input-error.js';
import type { LineBlock } from '../../core/batch/line-block.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

export interface CsvStart {
  /** The first line, without its end. */
  readonly header: Uint8Array;
  /** What follows it; may be empty. */
  readonly rest: LineBlock;
}

/** @throws BatchInputError when the first line is longer than a line may be. */
export function splitCsvStart(block: LineBlock, lineBytesMax: number): CsvStart {
  const { buffer, from, to, offset } = block;
  const bytes = new Uint8Array(buffer, from, to - from);
  const end = bytes.indexOf(LINE_FEED);
  const header = bytes.subarray(0, bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
  if (header.length > lineBytesMax) throw new BatchInputError('csv_header_damaged');
  return { header, rest: { buffer, from: from + end + 1, to, offset: offset + end + 1 } };
}
