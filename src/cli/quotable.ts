/** From this many digits on, a text may hold a card number. */
const DIGITS_MAX = 11;
const NOT_REPEATED = '(a name with 12 or more digits, not repeated here)';

/** Digits of any alphabet, wherever they stand in the text: groups and separators hide nothing. */
function digitCount(text: string): number {
  return text.match(/\p{Nd}/gu)?.length ?? 0;
}

export function mayHoldPan(text: string): boolean {
  return digitCount(text) > DIGITS_MAX;
}

/** A name that somebody typed, or that a folder holds, as a message may repeat it. */
export function quotable(name: string): string {
  return mayHoldPan(name) ? NOT_REPEATED : printable(name);
}

/** Control characters (a terminal obeys them) and those that turn the direction of writing, made visible. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
