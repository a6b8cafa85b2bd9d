import validator from 'validator';

export interface CountryList {
  /** ISO 3166-1 alpha-2 in capitals, each once. */
  readonly countries: readonly string[];
  /** False when a word is no country: `UK` and `EU` are reserved, but assigned to none. */
  readonly understood: boolean;
}

/** One country, or several with `|` between them. */
export function countryListOf(cell: string): CountryList {
  const words = cell
    .toUpperCase()
    .split('|')
    .map((word) => word.trim())
    .filter(Boolean);
  return { countries: [...new Set(words.filter(isCountry))], understood: words.every(isCountry) };
}

/** Capitals only. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && validator.isISO31661Alpha2(code);
}
