import { FINDINGS, type Severity } from './finding.table.js';
import { FOREIGN_CHARACTER_MESSAGES, type ForeignCharacter } from './foreign-character.js';
import type { Language } from './language.js';

export type FindingCode = keyof typeof FINDINGS;
export const FINDING_CODES = Object.keys(FINDINGS) as readonly FindingCode[];

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  /** Zero-based index into the text as it was sent (UTF-16 code units), or null when the finding has no place. */
  readonly position: number | null;
  /** What was found instead of a digit (`PAN_NOT_DIGITS`), else null. */
  readonly found: ForeignCharacter | null;
}

export function finding(
  code: FindingCode,
  language: Language,
  place: { readonly position: number; readonly found: ForeignCharacter } | null = null,
): Finding {
  const { severity, message } = FINDINGS[code];
  const text = place === null ? message : FOREIGN_CHARACTER_MESSAGES[place.found];
  return { code, severity, message: text[language], position: place?.position ?? null, found: place?.found ?? null };
}
