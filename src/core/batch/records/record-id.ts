import { ID_KINDS } from '../lines/line-parts.js';
import type { LineRows } from '../lines/line-rows.js';
import type { BatchOutput } from '../batch-plan.js';
import { csvCell } from './record-template.js';

/** A longer id would make the answer longer than the question. */
export const ID_BYTES_MAX = 256;

/** As many digits as no IIN has: from here on a text may be a card number. */
const CARD_LIKE_DIGITS = 12;

/** Digits of any script, with at most one character between two of them that is neither letter nor bracket. */
const CARD_LIKE = new RegExp(`\\p{Nd}(?:[^\\p{L}\\p{Nd}{}\\[\\]]?\\p{Nd}){${CARD_LIKE_DIGITS - 1},}`, 'u');
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id that could be somebody's card number is not repeated, whatever its check digit says; a UUID is what it looks like. */
export function isCardLike(id: string): boolean {
  return CARD_LIKE.test(id) && !UUID.test(id);
}

const ODD = 0;
const PLAIN = 1;
const DIGIT = 2;

/** Bytes that stand for themselves in JSON and in CSV. */
const CLASS_OF = classes();

function classes(): Uint8Array {
  const classOf = new Uint8Array(256);
  for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.:/@+#-~')
    classOf[character.charCodeAt(0)] = PLAIN;
  for (const digit of '0123456789') classOf[digit.charCodeAt(0)] = DIGIT;
  return classOf;
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
      if (idKind[row] !== ID_KINDS.none) idKind[row] = this.#kindOf(bytes, rows, row);
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

/** Nothing to escape, and too few digits for a card number wherever they stand. */
function isPlain(bytes: Uint8Array, from: number, length: number): boolean {
  if (length > ID_BYTES_MAX) return false;
  let digits = 0;
  for (let at = from; at < from + length; at++) {
    const kind = CLASS_OF[bytes[at]!]!;
    if (kind === ODD) return false;
    if (kind === DIGIT) digits++;
  }
  return digits < CARD_LIKE_DIGITS;
}
