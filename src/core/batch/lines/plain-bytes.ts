const STOP = 0;
const PLAIN = 1;
const DIGIT = 2;

/** As many digits as no IIN has: from here on a text may be a card number. */
export const CARD_LIKE_DIGITS = 12;
// An exported name is looked up every time it is used.
const DIGITS_MAX = CARD_LIKE_DIGITS - 1;

/** Bytes that stand for themselves in JSON and in CSV. */
export const PLAIN_BYTES = plainBytes();

function plainBytes(): Uint8Array {
  const classOf = new Uint8Array(256).fill(STOP);
  for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.:/@+#-~')
    classOf[character.charCodeAt(0)] = PLAIN;
  for (const digit of '0123456789') classOf[digit.charCodeAt(0)] = DIGIT;
  return classOf;
}

/** The same without a delimiter. */
export function plainBytesBut(delimiter: number): Uint8Array {
  const classOf = plainBytes();
  classOf[delimiter] = STOP;
  return classOf;
}

/**
 * What follows the plain bytes at `from`. Something does: a line feed is none.
 * @returns Its place, or below 0 the complement of its place where there are digits enough for a card number, wherever they stand.
 */
export function plainRun(bytes: Uint8Array, from: number, classOf: Uint8Array): number {
  let at = from;
  let digits = 0;
  for (; ; at++) {
    const kind = classOf[bytes[at]!]!;
    if (kind === STOP) break;
    digits += kind - PLAIN;
  }
  return digits > DIGITS_MAX ? ~at : at;
}
