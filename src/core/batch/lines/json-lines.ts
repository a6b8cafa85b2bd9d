import { type BlockBytes, ID_KINDS, LINE_FEED, LineParts, PAN_KINDS, type Stretch, textEnd } from './line-parts.js';
import { JsonShape, MISSED } from './json-shape.js';
import type { LineReader } from './line-reader.js';
import { type LineRows, ROWS } from './line-rows.js';
import { parseJsonLine } from './json-line-parser.js';
import { isPlainNumber, literalEnd, numberEnd, ODD, skipBlanks, stringEnd } from './json-tokens.js';
import { digitRun, RUN_MAX } from './digit-words.js';

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BRACE = 123;
const BRACE_END = 125;

// An imported name is looked up every time it is used.
const ROWS_MAX = ROWS;
const MISS = MISSED;
/** So many lines of another shape make it worth while to learn that one; where shapes take turns it is not. */
const MISSES_MAX = 8;

const OTHER_KEY = 0;
const PAN_KEY = 1;
const ID_KEY = 2;

/**
 * JSON by the line. Lines as programs print them (a string, or a flat object of strings without escapes, whole numbers and literals,
 * keys in any order, blanks anywhere) are taken apart in place; all others go to `JSON.parse`, which decides what is JSON.
 */
export class JsonLines implements LineReader {
  readonly #parts = new LineParts();
  readonly #shape = new JsonShape();
  #misses = 0;
  #hasPan = false;
  #hasId = false;

  constructor(private readonly lineBytesMax: number) {}

  read({ block, from, to }: Stretch, rows: LineRows): number {
    const shape = this.#shape;
    const longest = this.lineBytesMax;
    let at = from;
    let row = 0;
    for (; row < ROWS_MAX && at < to; row++) {
      const end = shape.read(block, at, rows, row);
      at = end === MISS || end - at > longest ? this.#readAny(block, at, rows, row) : end;
    }
    rows.count = row;
    return at;
  }

  clear(): void {
    this.#parts.clear();
    this.#shape.clear();
  }

  #readAny(block: BlockBytes, at: number, rows: LineRows, row: number): number {
    const end = this.#readLine(block, at, this.#parts);
    rows.put(row, at, this.#parts);
    const isLikely = rows.panKind[row] === PAN_KINDS.digits && rows.idKind[row]! <= ID_KINDS.number;
    if (isLikely && this.#misses++ % MISSES_MAX === 0) this.#shape.learn(block, rows, row, end);
    return end;
  }

  #readLine(block: BlockBytes, at: number, parts: LineParts): number {
    const { bytes } = block;
    parts.panKind = PAN_KINDS.missing;
    parts.idKind = ID_KINDS.none;
    const simpleEnd = this.#readSimple(block, at, parts);
    const end = simpleEnd === ODD ? bytes.indexOf(LINE_FEED, at) : simpleEnd;
    const to = textEnd(bytes, at, end);
    if (to - at > this.lineBytesMax) {
      parts.panKind = PAN_KINDS.tooLong;
      parts.idKind = ID_KINDS.none;
    } else if (simpleEnd === ODD) parseJsonLine(bytes, at, to, parts);
    return end + 1;
  }

  /** @returns Where the line feed is, or `ODD`. */
  #readSimple(block: BlockBytes, at: number, parts: LineParts): number {
    const { bytes } = block;
    const start = skipBlanks(bytes, at);
    const first = bytes[start];
    if (first !== BRACE && first !== QUOTE) return ODD;
    const valueEnd = first === BRACE ? this.#readMembers(block, start + 1, parts) : readPan(block, start + 1, parts);
    if (valueEnd === ODD) return ODD;
    const end = skipBlanks(bytes, valueEnd);
    return bytes[end] === LINE_FEED ? end : ODD;
  }

  /** @returns What follows the closing brace, or `ODD`. */
  #readMembers(block: BlockBytes, at: number, parts: LineParts): number {
    const { bytes } = block;
    this.#hasPan = false;
    this.#hasId = false;
    let next = at;
    for (;;) {
      const key = skipBlanks(bytes, next) + 1;
      const keyEnd = bytes[key - 1] === QUOTE ? stringEnd(bytes, key) : ODD;
      if (keyEnd === ODD) return ODD;
      const colon = skipBlanks(bytes, keyEnd + 1);
      if (bytes[colon] !== COLON) return ODD;
      const valueEnd = this.#readValue(block, keyOf(bytes, key, keyEnd), skipBlanks(bytes, colon + 1), parts);
      if (valueEnd === ODD) return ODD;
      next = skipBlanks(bytes, valueEnd);
      if (bytes[next] === BRACE_END) return next + 1;
      if (bytes[next++] !== COMMA) return ODD;
    }
  }

  /** @returns What follows the value, or `ODD`; a key that comes twice is odd, because the last one counts. */
  #readValue(block: BlockBytes, key: number, at: number, parts: LineParts): number {
    const { bytes } = block;
    if (key === PAN_KEY) {
      if (this.#hasPan) return ODD;
      this.#hasPan = true;
      return bytes[at] === QUOTE ? readPan(block, at + 1, parts) : readOddPan(bytes, at, parts);
    }
    if (key === ID_KEY) {
      if (this.#hasId) return ODD;
      this.#hasId = true;
      return readId(bytes, at, parts);
    }
    if (bytes[at] !== QUOTE) return isPlainNumber(bytes[at]!) ? numberEnd(bytes, at) : literalEnd(bytes, at);
    const end = stringEnd(bytes, at + 1);
    return end === ODD ? ODD : end + 1;
  }
}

/** A run of digits up to the quotation mark, as almost all are, or any simple string. @returns What follows it, or `ODD`. */
function readPan({ bytes, view }: BlockBytes, at: number, parts: LineParts): number {
  const run = digitRun(view, at);
  const isDigits = run > 0 && run < RUN_MAX && bytes[at + run] === QUOTE;
  const end = isDigits ? at + run : stringEnd(bytes, at);
  if (end === ODD) return ODD;
  parts.panKind = isDigits ? PAN_KINDS.digits : PAN_KINDS.bytes;
  parts.panAt = at;
  parts.panLength = end - at;
  return end + 1;
}

function readOddPan(bytes: Uint8Array, at: number, parts: LineParts): number {
  const isNumber = isPlainNumber(bytes[at]!);
  parts.panKind = isNumber ? PAN_KINDS.number : PAN_KINDS.missing;
  return isNumber ? numberEnd(bytes, at) : literalEnd(bytes, at);
}

function readId(bytes: Uint8Array, at: number, parts: LineParts): number {
  if (bytes[at] === QUOTE) {
    const end = stringEnd(bytes, at + 1);
    if (end === ODD) return ODD;
    parts.idAt = at + 1;
    parts.idLength = end - at - 1;
    parts.idKind = parts.idLength === 0 ? ID_KINDS.none : ID_KINDS.bytes;
    return end + 1;
  }
  // A literal may be null, which is no id, or another one, which is an odd id.
  const end = isPlainNumber(bytes[at]!) ? numberEnd(bytes, at) : ODD;
  parts.idKind = ID_KINDS.number;
  parts.idAt = at;
  parts.idLength = end - at;
  return end;
}

function keyOf(bytes: Uint8Array, from: number, to: number): number {
  if (to - from === 3)
    return bytes[from] === 112 && bytes[from + 1] === 97 && bytes[from + 2] === 110 ? PAN_KEY : OTHER_KEY;
  return to - from === 2 && bytes[from] === 105 && bytes[from + 1] === 100 ? ID_KEY : OTHER_KEY;
}
