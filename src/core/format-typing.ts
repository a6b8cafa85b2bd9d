import { groupDigits } from './format.js';

/** A text field: its text and the caret as an index into it (UTF-16 code units, as `selectionStart`). */
export interface Typing {
  readonly text: string;
  readonly caret: number;
}

/** A text field as the browser left it after an edit, before anybody formatted it. */
export interface TypingEdit extends Typing {
  /** True after the Delete key: `InputEvent.inputType === 'deleteContentForward'`. */
  readonly deletedForward?: boolean;
}

interface TypedDigits {
  readonly digits: string;
  readonly beforeCaret: number;
  readonly isPastSeparator: boolean;
}

const PAN_DIGITS_MAX = 19;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** The noughts of the digits a keyboard may produce: ASCII, Arabic-Indic, extended Arabic-Indic, full-width. */
const NOUGHTS: readonly number[] = [0x30, 0x660, 0x6f0, 0xff10];

/**
 * Regroups a card number while it is being typed, without the caret jumping.
 *
 * The rules, in the order a customer meets them:
 * - The caret stays behind the same count of digits.
 * - A space stands only between two digits, so none appears at the end of the text: the caret waits after `4111`, the next
 *   digit brings its space along, and Backspace takes both away.
 * - Where those digits end a group in the middle of a number, the caret stays on the side of the space where it was. A digit
 *   typed there lands before the space, the next one behind it; a typed space crosses over.
 * - Deleting a space brings it back, but lets the caret through: Backspace leaves it before the space and Delete behind,
 *   so pressing on reaches the next digit. Text and caret alone cannot tell these two apart; hence `deletedForward`.
 *
 * Full-width and Arabic-Indic digits become ASCII, other characters vanish, digits after the nineteenth are dropped. Unlike
 * `parsePan`, which judges what was sent, this helps someone who watches what becomes of the text.
 *
 * @param gapsOf The gaps for the digits so far: ascending digit counts, see `gapsFor`.
 */
export function formatTyping(edit: TypingEdit, gapsOf: (digits: string) => readonly number[]): Typing {
  const { digits, beforeCaret, isPastSeparator } = readDigits(edit);
  const text = groupDigits(digits, gapsOf(digits));
  const caret = indexAfterDigits(text, beforeCaret);
  const isBeforeGap = text.charCodeAt(caret) === SPACE;
  const crossesGap = isPastSeparator || edit.deletedForward === true;
  return { text, caret: isBeforeGap && crossesGap ? caret + 1 : caret };
}

function readDigits({ text, caret }: Typing): TypedDigits {
  let digits = '';
  let beforeCaret = 0;
  let isPastSeparator = false;
  for (let i = 0; i < text.length && digits.length < PAN_DIGITS_MAX; i++) {
    const code = text.charCodeAt(i);
    const digit = digitOf(code);
    if (digit !== null) digits += digit;
    if (i >= caret) continue;
    if (digit !== null) {
      beforeCaret++;
      isPastSeparator = false;
    } else if (code === SPACE || code === HYPHEN) isPastSeparator = true;
  }
  return { digits, beforeCaret, isPastSeparator };
}

function digitOf(code: number): string | null {
  const nought = NOUGHTS.find((first) => code >= first && code <= first + 9);
  return nought === undefined ? null : String(code - nought);
}

function indexAfterDigits(text: string, count: number): number {
  let seen = 0;
  let index = 0;
  while (seen < count) {
    if (text.charCodeAt(index) !== SPACE) seen++;
    index++;
  }
  return index;
}
