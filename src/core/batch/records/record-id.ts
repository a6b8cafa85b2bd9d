import { ID_BYTES_MAX, ID_KINDS, PAN_KINDS } from '../lines/line-parts.js';
import type { LineRows } from '../lines/line-rows.js';
import { CARD_LIKE_DIGITS, PLAIN_BYTES, plainRun } from '../lines/plain-bytes.js';
import type { BatchOutput } from '../batch-plan.js';
import { csvCell } from './record-template.js';

// Imported names are looked up every time they are used, these are not.
const { none: NO_ID, plainText: PLAIN_TEXT } = ID_KINDS;

/** Digits of any script with no letter between any two of them. */
const CARD_LIKE = new RegExp(`\\p{N}(?:[^\\p{L}\\p{N}]*\\p{N}){${CARD_LIKE_DIGITS - 1},}`, 'u');

/** UUIDs, object ids and digests: words of hex digits of these very lengths, a letter among them. */
const MACHINE_MADE =
  /(?<![0-9a-z])(?:(?=[0-9-]{0,35}[a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9]{0,23}[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{24}))(?![0-9a-z])/gi;

/** What a terminal or a reader of lines would obey, and what is left of bytes that were no text: other bytes would look the same. */
const NOT_TEXT = /[\p{Cc}\ufffd]/u;
const PAN_TEXT = /^[0-9 -]*$/;

/**
 * An id that could be somebody's card number is not repeated, whatever its check digit says, nor one that hides the number of its own
 * line between letters. Words that only machines write have runs of digits by chance.
 * @param pan The text of the number in the line.
 */
export function isCardLike(id: string, pan: string): boolean {
  const text = id.replace(MACHINE_MADE, 'x');
  if (CARD_LIKE.test(text)) return true;
  const digits = PAN_TEXT.test(pan) ? digitsOf(pan) : '';
  return digits.length >= CARD_LIKE_DIGITS && digitsOf(text).includes(digits);
}

function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, '');
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
    if (!isShort || NOT_TEXT.test(id)) return ID_KINDS.withheld;
    return isCardLike(id, this.#panOf(bytes, rows, row)) ? ID_KINDS.withheld : kind;
  }

  /** An id that is not plain, as the output has it. @returns Bytes that are valid until the next call. */
  encode(bytes: Uint8Array, rows: LineRows, row: number): Uint8Array {
    const kind = rows.idKind[row];
    const id = this.#textOf(bytes, rows, row);
    const isText = kind === ID_KINDS.bytes || kind === ID_KINDS.text;
    const written = this.output === 'csv' ? csvCell(id) : isText ? JSON.stringify(id) : id;
    return this.#text.subarray(0, this.#encoder.encodeInto(written, this.#text).written);
  }

  /** No id stays behind. */
  clear(): void {
    this.#text.fill(0);
  }

  #panOf(bytes: Uint8Array, { panKind, panAt, panLength, panText }: LineRows, row: number): string {
    const kind = panKind[row];
    const isInPlace = kind === PAN_KINDS.digits || kind === PAN_KINDS.bytes;
    if (!isInPlace && kind !== PAN_KINDS.text) return '';
    const from = panAt[row]!;
    return isInPlace ? this.#decoder.decode(bytes.subarray(from, from + panLength[row]!)) : panText[row]!;
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
const HEX = Uint8Array.from({ length: 256 }, (_, code) => hexKind(String.fromCharCode(code)));
/** Where a UUID has its hyphens. */
const IS_HYPHEN = Uint8Array.from('00000000-0000-0000-0000-000000000000', (character) => (character === '-' ? 1 : 0));

/** 1 for a digit, 3 for a letter: bit 0 says hex, bit 1 says letter. */
function hexKind(character: string): number {
  if (/[0-9]/.test(character)) return 1;
  return /[a-f]/i.test(character) ? 3 : 0;
}

/** As `MACHINE_MADE` has it. Without a branch per byte, which nobody could predict. */
function isUuid(bytes: Uint8Array, from: number, length: number): boolean {
  if (length !== IS_HYPHEN.length) return false;
  let isLike = 1;
  let hasLetter = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[from + at]!;
    const kind = HEX[byte]!;
    isLike &= IS_HYPHEN[at] === 1 ? Number(byte === HYPHEN) : kind;
    hasLetter |= kind;
  }
  return (isLike & 1) === 1 && hasLetter > 1;
}
