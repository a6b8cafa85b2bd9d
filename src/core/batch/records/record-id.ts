import { ID_KINDS, type LineParts } from '../lines/line-parts.js';
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

/** What of a line's id goes into the record. */
export class RecordId {
  /** The bytes to write: of the block's own (`isInPlace`), or of `text`. */
  length = 0;
  isInPlace = false;
  isQuoted = false;
  readonly text = new Uint8Array(ID_BYTES_MAX * 6 + 2);
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(private readonly output: BatchOutput) {}

  /** @returns False when the line has an id that is not echoed. `length` is 0 when there is none to write. */
  take(bytes: Uint8Array, parts: LineParts): boolean {
    this.length = 0;
    const kind = parts.idKind;
    if (kind === ID_KINDS.none) return true;
    if (kind === ID_KINDS.other) return false;
    const isText = kind === ID_KINDS.bytes || kind === ID_KINDS.text;
    if ((kind === ID_KINDS.bytes || kind === ID_KINDS.number) && isPlain(bytes, parts.idAt, parts.idLength)) {
      this.isInPlace = true;
      this.isQuoted = isText && this.output === 'ndjson';
      this.length = parts.idLength;
      return true;
    }
    return this.#takeOdd(this.#textOf(bytes, parts), isText);
  }

  #textOf(bytes: Uint8Array, { idKind, idText, idAt, idLength }: LineParts): string {
    const isDecoded = idKind === ID_KINDS.text || idKind === ID_KINDS.numberText;
    return isDecoded ? idText : this.#decoder.decode(bytes.subarray(idAt, idAt + idLength));
  }

  #takeOdd(id: string, isText: boolean): boolean {
    if (id.length > ID_BYTES_MAX || isCardLike(id)) return false;
    if (this.#encoder.encodeInto(id, this.text).written > ID_BYTES_MAX) return false;
    const written = this.output === 'csv' ? csvCell(id) : isText ? JSON.stringify(id) : id;
    this.isInPlace = false;
    this.isQuoted = false;
    this.length = this.#encoder.encodeInto(written, this.text).written;
    return true;
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
