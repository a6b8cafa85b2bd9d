import type { Language } from '../../core/language.js';

/** @param code ISO 3166-1 alpha-2; one that nobody knows is returned as it is. */
export function countryName(code: string, language: Language): string {
  try {
    return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}
