import type { RowNote } from './importer.js';

export const TEXT_CHARACTERS_MAX = 200;

/** So many digits may be a card number; a prefix has fewer. */
const DIGITS_TOO_MANY = 12;
const SAYS_NOTHING: ReadonlySet<string> = new Set(['N/A', 'UNKNOWN', '-', 'NULL']);
const ANY_NUMBER = /\p{N}/u;
/** Control, format and other characters that show nothing: among them those that turn the direction of writing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

export interface CleanText {
  readonly text: string | null;
  readonly note: RowNote | null;
}

const NOTHING: CleanText = { text: null, note: null };

/** A text as it may be shown, or null where it says nothing. */
export function cleanText(raw: string): CleanText {
  const text = raw.toWellFormed().replace(/\s+/g, ' ').replace(INVISIBLE, '').replace(/ +/g, ' ').trim().normalize();
  if (text === '' || SAYS_NOTHING.has(text.toUpperCase())) return NOTHING;
  if (holdsLongDigitRun(text)) return { text: null, note: 'text_dropped' };
  if (text.length <= TEXT_CHARACTERS_MAX) return { text, note: null };
  const characters = Array.from(text);
  if (characters.length <= TEXT_CHARACTERS_MAX) return { text, note: null };
  return { text: characters.slice(0, TEXT_CHARACTERS_MAX).join('').trimEnd(), note: 'text_cut' };
}

/** Twelve digits of any script or form, whatever stands between them but letters. */
export function holdsLongDigitRun(text: string): boolean {
  if (!ANY_NUMBER.test(text)) return false;
  let digits = 0;
  for (const [character] of text.normalize('NFKC').matchAll(/[\p{N}\p{L}]/gu)) {
    digits = /\p{L}/u.test(character) ? 0 : digits + 1;
    if (digits >= DIGITS_TOO_MANY) return true;
  }
  return false;
}
