import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { IssuerDataError } from '../issuer-data-error.js';

const LINE_END = 0x0a;
const CHARACTER_BYTES_MAX = 4;
/** The two leading bits of every byte of a character but its first. */
const CONTINUATION = 0b10;

/**
 * Passes chunks on, as long as they are UTF-8.
 * @throws IssuerDataError `malformed`, with the line.
 */
export async function* utf8Only(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let linesBefore = 0;
  for await (const chunk of chunks) {
    if (!decodes(decoder, chunk)) throw notUtf8(linesBefore + lineOfFault(chunk));
    linesBefore += countLineEnds(chunk);
    yield chunk;
  }
  if (!decodes(decoder, null)) throw notUtf8(linesBefore + 1);
}

function decodes(decoder: TextDecoder, chunk: Uint8Array | null): boolean {
  try {
    if (chunk === null) decoder.decode();
    else decoder.decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Within the chunk, from 1. Its first line may begin, and its last one end, in the middle of a character. */
function lineOfFault(chunk: Uint8Array): number {
  const begun = chunk.subarray(0, CHARACTER_BYTES_MAX - 1).findIndex((byte) => byte >> 6 !== CONTINUATION);
  let start = Math.max(begun, 0);
  let line = 1;
  for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
    if (!isUtf8(chunk.subarray(start, end))) break;
    line++;
    start = end + 1;
  }
  return line;
}

function countLineEnds(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) count++;
  return count;
}

function notUtf8(line: number): IssuerDataError {
  return new IssuerDataError('malformed', {
    line,
    hint: 'The text is not UTF-8: save it as UTF-8, or convert it (of Korean Excel: iconv -f cp949 -t utf-8).',
  });
}
