/** Of sixteen letters, so that no run of digits in it could look like a card. */
const LETTERS = 20;
const LETTER_A = 97;

/** A digest, or as much of it as tells whom it is of, in letters. @param hex Digits as `sha256sum` prints them. */
export function lettersId(hex: string): string {
  return Array.from(hex.slice(0, LETTERS), (digit) => String.fromCharCode(LETTER_A + Number.parseInt(digit, 16))).join(
    '',
  );
}
