import { digitRun, RUN_MAX } from './digit-words.js';
import { type BlockBytes, ID_BYTES_MAX, ID_KINDS, PAN_KINDS } from './line-parts.js';
import type { LineRows } from './line-rows.js';
import { PLAIN_BYTES, plainRun } from './plain-bytes.js';

// Imported names are looked up every time they are used, these are not.
const { none: NO_ID, bytes: ID_BYTES, plainText: PLAIN_TEXT, plainNumber: PLAIN_NUMBER } = ID_KINDS;
const { digits: DIGITS } = PAN_KINDS;
const RUN_END = RUN_MAX;
const PLAIN = PLAIN_BYTES;
const ZERO = 48;
/** Longer numbers may be cards. */
const ID_DIGITS_MAX = 11;
const ID_LONGEST = ID_BYTES_MAX;
/** Read behind any byte of a block, and a word more. */
const PIECE_BYTES_MAX = 48;

/** Not a line like those before. */
export const MISSED = -1;
const MISS = MISSED;

/** Bytes that are the same in every line. */
class Piece {
  length = 0;
  size = 0;
  /** Words, each before its bits that count. */
  readonly pairs = new Int32Array(PIECE_BYTES_MAX / 2);

  take(view: DataView, from: number, to: number): void {
    this.length = to - from;
    this.size = Math.ceil(this.length / 4) * 2;
    for (let pair = 0; pair < this.size; pair += 2) {
      const rest = this.length - pair * 2;
      const bits = rest < 4 ? (1 << (rest * 8)) - 1 : -1;
      this.pairs[pair] = view.getInt32(from + pair * 2, true) & bits;
      this.pairs[pair + 1] = bits;
    }
  }
}

function stands(view: DataView, at: number, { pairs, size }: Piece): boolean {
  let difference = 0;
  for (let pair = 0; pair < size; pair += 2)
    difference |= (view.getInt32(at + pair * 2, true) ^ pairs[pair]!) & pairs[pair + 1]!;
  return difference === 0;
}

/**
 * Programs write line after line with nothing changed but the number and the id. What stood around them in one line is looked for in the
 * next ones: where it stands there again, and what is between are digits and a simple id, the line means what that one meant.
 */
export class JsonShape {
  readonly #before = new Piece();
  readonly #between = new Piece();
  readonly #behind = new Piece();
  #isPanFirst = true;
  #idKind = NO_ID as number;
  #isKnown = false;

  /** Takes its shape from a line with a number of nothing but digits that was read byte by byte. @param end What follows the line. */
  learn({ view }: BlockBytes, rows: LineRows, row: number, end: number): void {
    const at = rows.lineAt[row]!;
    const panAt = rows.panAt[row]!;
    const panEnd = panAt + rows.panLength[row]!;
    this.#idKind = rows.idKind[row]!;
    const hasId = this.#idKind !== NO_ID;
    const idAt = hasId ? rows.idAt[row]! : panEnd;
    const idEnd = hasId ? idAt + rows.idLength[row]! : panEnd;
    this.#isPanFirst = panAt <= idAt;
    const places = this.#isPanFirst ? [at, panAt, panEnd, idAt, idEnd, end] : [at, idAt, idEnd, panAt, panEnd, end];
    const [from, first, firstEnd, second, secondEnd, to] = places as [number, number, number, number, number, number];
    this.#isKnown = Math.max(first - from, second - firstEnd, to - secondEnd) <= PIECE_BYTES_MAX;
    if (!this.#isKnown) return;
    this.#before.take(view, from, first);
    this.#between.take(view, firstEnd, second);
    this.#behind.take(view, secondEnd, to);
  }

  /** What stood around the number may be another one. */
  clear(): void {
    this.#isKnown = false;
    for (const piece of [this.#before, this.#between, this.#behind]) piece.pairs.fill(0);
  }

  /** Puts a line like that into its row. @returns What follows the line, or `MISS`. */
  read(block: BlockBytes, at: number, rows: LineRows, row: number): number {
    const { view } = block;
    if (!this.#isKnown || !stands(view, at, this.#before)) return MISS;
    const first = at + this.#before.length;
    const firstEnd = this.#isPanFirst ? readPan(view, first, rows, row) : this.#readId(block, first, rows, row);
    if (firstEnd === MISS || !stands(view, firstEnd, this.#between)) return MISS;
    const second = firstEnd + this.#between.length;
    const secondEnd = this.#isPanFirst ? this.#readId(block, second, rows, row) : readPan(view, second, rows, row);
    if (secondEnd === MISS || !stands(view, secondEnd, this.#behind)) return MISS;
    rows.lineAt[row] = at;
    return secondEnd + this.#behind.length;
  }

  #readId({ bytes, view }: BlockBytes, at: number, rows: LineRows, row: number): number {
    const kind = this.#idKind;
    rows.idKind[row] = NO_ID;
    if (kind === NO_ID) return at;
    rows.idAt[row] = at;
    if (kind === ID_BYTES) return readText(bytes, at, rows, row);
    const run = digitRun(view, at);
    if (run === 0 || run > ID_DIGITS_MAX || (bytes[at] === ZERO && run > 1)) return MISS;
    rows.idKind[row] = PLAIN_NUMBER;
    rows.idLength[row] = run;
    return at + run;
  }
}

function readPan(view: DataView, at: number, rows: LineRows, row: number): number {
  const run = digitRun(view, at);
  if (run === 0 || run === RUN_END) return MISS;
  rows.panKind[row] = DIGITS;
  rows.panAt[row] = at;
  rows.panLength[row] = run;
  return at + run;
}

function readText(bytes: Uint8Array, at: number, rows: LineRows, row: number): number {
  const run = plainRun(bytes, at, PLAIN);
  const end = run < 0 ? ~run : run;
  const length = end - at;
  if (length === 0 || length > ID_LONGEST) return MISS;
  rows.idKind[row] = run < 0 ? ID_BYTES : PLAIN_TEXT;
  rows.idLength[row] = length;
  return end;
}
