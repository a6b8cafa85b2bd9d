import { ID_KINDS } from '../lines/line-parts.js';
import type { LineRows } from '../lines/line-rows.js';
import { CARD_LIKE_DIGITS, PLAIN_BYTES, plainRun } from '../lines/plain-bytes.js';
import type { BatchOutput } from '../batch-plan.js';
import { csvCell } from './record-template.js';

// Imported names are looked up every time they are used, these are not.
const { none: NO_ID, plainText: PLAIN_TEXT } = ID_KINDS;

/** A longer id would make the answer longer than the question. */
export const ID_BYTES_MAX = 256;

/** Digits of any script, with at most one character between two of them that is neither letter nor bracket. */
const CARD_LIKE = new RegExp(`\\p{Nd}(?:[^\\p{L}\\p{Nd}{}\\[\\]]?\\p{Nd}){${CARD_LIKE_DIGITS - 1},}`, 'u');
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id that could be somebody's card number is not repeated, whatever its check digit says; a UUID is what it looks like. */
export function isCardLike(id: string): boolean {
  return CARD_LIKE.test(id) && !UUID.test(id);
}

/** Ids, as callers gave them and as records repeat them. */
export class RecordIds {
  readonly #text = new Uint8Array(ID_BYTES_MAX * 6 + 2);
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(private readonly output: BatchOutput) {}

  /** Says of every line with an id whether it is repeated: its kind becomes a plain one, or `withheld`, or stays to be written. */
  look(bytes: Uint8Array, rows: LineRows): void {
    const { count, idKind } = rows;
    for (let row = 0; row < count; row++)
      if (idKind[row] !== NO_ID && idKind[row]! < PLAIN_TEXT) idKind[row] = this.#kindOf(bytes, rows, row);
  }

  #kindOf(bytes: Uint8Array, rows: LineRows, row: number): number {
    const kind = rows.idKind[row]!;
    if (kind === ID_KINDS.other) return ID_KINDS.withheld;
    if (kind === ID_KINDS.bytes || kind === ID_KINDS.number) {
      const isNumber = kind === ID_KINDS.number;
      if (isPlain(bytes, rows.idAt[row]!, rows.idLength[row]!))
        return isNumber ? ID_KINDS.plainNumber : ID_KINDS.plainText;
    }
    const id = this.#textOf(bytes, rows, row);
    const isShort = id.length <= ID_BYTES_MAX && this.#encoder.encodeInto(id, this.#text).written <= ID_BYTES_MAX;
    return isShort && !isCardLike(id) ? kind : ID_KINDS.withheld;
  }

  /** An id that is not plain, as the output has it. @returns Bytes that are valid until the next call. */
  encode(bytes: Uint8Array, rows: LineRows, row: number): Uint8Array {
    const kind = rows.idKind[row];
    const id = this.#textOf(bytes, rows, row);
    const isText = kind === ID_KINDS.bytes || kind === ID_KINDS.text;
    const written = this.output === 'csv' ? csvCell(id) : isText ? JSON.stringify(id) : id;
    return this.#text.subarray(0, this.#encoder.encodeInto(written, this.#text).written);
  }

  #textOf(bytes: Uint8Array, { idKind, idText, idAt, idLength }: LineRows, row: number): string {
    const isDecoded = idKind[row] === ID_KINDS.text || idKind[row] === ID_KINDS.numberText;
    if (isDecoded) return idText[row]!;
    return this.#decoder.decode(bytes.subarray(idAt[row], idAt[row]! + idLength[row]!));
  }
}

/** Nothing to escape, and too few digits for a card number wherever they stand, or the digits of a UUID. */
function isPlain(bytes: Uint8Array, from: number, length: number): boolean {
  if (length > ID_BYTES_MAX) return false;
  const run = plainRun(bytes, from, PLAIN_BYTES);
  return run < 0 ? ~run === from + length && isUuid(bytes, from, length) : run >= from + length;
}

const HYPHEN = 45;
const IS_HEX = Uint8Array.from({ length: 256 }, (_, code) => (/[0-9a-f]/i.test(String.fromCharCode(code)) ? 1 : 0));
/** Where a UUID has its hyphens. */
const IS_HYPHEN = Uint8Array.from('00000000-0000-0000-0000-000000000000', (character) => (character === '-' ? 1 : 0));

/** Without a branch per byte, which nobody could predict. */
function isUuid(bytes: Uint8Array, from: number, length: number): boolean {
  if (length !== IS_HYPHEN.length) return false;
  let isLike = 1;
  for (let at = 0; at < length; at++) {
    const byte = bytes[from + at]!;
    isLike &= IS_HYPHEN[at] === 1 ? Number(byte === HYPHEN) : IS_HEX[byte]!;
  }
  return isLike === 1;
}
