import { finding, type Finding } from './finding.js';
import { FOREIGN_CHARACTERS, type ForeignCharacter } from './foreign-character.js';
import type { Language } from './language.js';
import { Pan } from './pan.js';

export type PanParse =
  | { readonly ok: true; readonly pan: Pan }
  | {
      readonly ok: false;
      readonly findings: readonly Finding[];
      /** ASCII digits in the text; 0 for a JSON number, whose digits cannot be trusted. */
      readonly panLength: number;
    };

const ZERO = 0x30;
const NINE = 0x39;

/**
 * How each kind is recognised, by code point. Every character but 0-9, space and hyphen is of exactly one kind, lone surrogates
 * (`other_character`) included.
 *
 * Source: Unicode general categories, UAX #44.
 */
const PATTERNS: Readonly<Record<ForeignCharacter, RegExp>> = {
  letter: /\p{L}/u,
  full_width_digit: /[\uFF10-\uFF19]/u,
  arabic_indic_digit: /[\u0660-\u0669\u06F0-\u06F9]/u,
  other_digit: /(?![0-9\uFF10-\uFF19\u0660-\u0669\u06F0-\u06F9])\p{Nd}/u,
  control_character: /[\p{Cc}\p{Cf}]/u,
  unusual_space: /(?! )\p{Z}/u,
  unusual_hyphen: /(?!-)[\p{Pd}\u2212]/u,
  other_character: /[^\p{L}\p{Nd}\p{Cc}\p{Cf}\p{Z}\p{Pd}\u2212]/u,
};

/**
 * Text as a customer typed it → a `Pan`, or every reason why it is none. ASCII spaces and hyphens may stand anywhere;
 * no other character is dropped or translated, because what it replaced cannot be known.
 *
 * Foreign characters are reported once per kind, at their first place, in the order of those places. How many digits a card
 * may have is not asked here.
 */
export function parsePan(input: string | number, language: Language): PanParse {
  if (typeof input !== 'string') return { ok: false, findings: [finding('PAN_NOT_STRING', language)], panLength: 0 };
  const pan = Pan.fromText(input);
  if (pan !== null) return { ok: true, pan };
  const foreign = foreignFindings(input, language);
  const findings = foreign.length > 0 ? foreign : [finding('PAN_EMPTY', language)];
  return { ok: false, findings, panLength: countDigits(input) };
}

function foreignFindings(text: string, language: Language): Finding[] {
  return FOREIGN_CHARACTERS.map((found) => ({ found, position: text.search(PATTERNS[found]) }))
    .filter((place) => place.position >= 0)
    .sort((a, b) => a.position - b.position)
    .map((place) => finding('PAN_NOT_DIGITS', language, place));
}

function countDigits(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= ZERO && code <= NINE) count++;
  }
  return count;
}
