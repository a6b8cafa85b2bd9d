import { BatchInputError } from '../../../core/batch/batch-input-error.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const UTF_8_MARK = [0xef, 0xbb, 0xbf] as const;

/** How many bytes of a byte order mark an input begins with. @throws BatchInputError for one of UTF-16. */
export function markBytes(head: Uint8Array): number {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) throw new BatchInputError('utf_16');
  return UTF_8_MARK.every((byte, index) => head[index] === byte) ? UTF_8_MARK.length : 0;
}

/** The first line of a CSV. */
export interface HeaderLine {
  /** Without its line end. */
  readonly bytes: Uint8Array;
  /** With it. */
  readonly length: number;
}

/** @param isWhole There is nothing behind `text`. @throws BatchInputError */
export function headerLine(text: Uint8Array, lineBytesMax: number, isWhole: boolean): HeaderLine {
  if (text.length === 0) throw new BatchInputError('csv_header_missing');
  const found = text.indexOf(LINE_FEED);
  const end = found === -1 ? text.length : found;
  const bytes = text.subarray(0, text[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
  if (bytes.length > lineBytesMax || (found === -1 && !isWhole)) throw new BatchInputError('csv_header_damaged');
  return { bytes, length: found === -1 ? end : end + 1 };
}
