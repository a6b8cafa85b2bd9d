import { finding, type Finding } from './finding.js';
import type { Language } from './language.js';

/** The month printed on a card; `month` is 1 to 12. */
export interface Expiry {
  readonly year: number;
  readonly month: number;
}

/** Generous for `MM / YYYY` with spaces around, and short enough that no text makes the patterns work. */
const EXPIRY_CHARACTERS_MAX = 20;
const YEARS_AHEAD_MAX = 20;

/** A two-digit year lies at most this far back; the other forty-nine years of the hundred lie ahead. */
const TWO_DIGIT_YEARS_BACK = 50;

/** `MM/YY`, `MM-YY`, `MM YY`, `MMYY`, and all of them with four digits; one digit of month only before a slash. */
const MONTH_FIRST = /^ *([0-9]{2}|[0-9](?= *\/)) *[/-]? *([0-9]{4}|[0-9]{2}) *$/;
/** `YYYY-MM` and `YYYY/MM`. */
const YEAR_FIRST = /^ *([0-9]{4}) *[/-] *([0-9]{2}) *$/;

/** Clocks are still in the old day at UTC−12 when they have left it everywhere else. */
const LATEST_ZONE_MS = 12 * 60 * 60 * 1000;

/**
 * The month a customer typed, or null when it cannot be read. ASCII digits and spaces only.
 *
 * @param now Places two-digit years: the result lies within −50..+49 years of it.
 */
export function parseExpiry(text: string, now: Date): Expiry | null {
  if (text.length > EXPIRY_CHARACTERS_MAX) return null;
  const [, yearFirst, monthSecond] = YEAR_FIRST.exec(text) ?? [];
  const [, monthFirst, yearSecond] = MONTH_FIRST.exec(text) ?? [];
  const yearDigits = yearFirst ?? yearSecond;
  const month = Number(monthSecond ?? monthFirst);
  if (yearDigits === undefined || month < 1 || month > 12) return null;
  return { year: yearDigits.length === 2 ? yearNear(Number(yearDigits), now) : Number(yearDigits), month };
}

function yearNear(lastTwoDigits: number, now: Date): number {
  const earliest = latestZone(now).getUTCFullYear() - TWO_DIGIT_YEARS_BACK;
  return earliest + ((lastTwoDigits - (earliest % 100) + 100) % 100);
}

/**
 * A card is good through the last day of its month wherever on Earth it is used, so it has expired only when that month is
 * over at UTC−12: at noon UTC of the next month's first day.
 */
export function expiryFindings(text: string, now: Date, language: Language): Finding[] {
  const expiry = parseExpiry(text, now);
  if (expiry === null) return [finding('EXPIRY_INVALID', language)];
  const today = latestZone(now);
  const monthsLeft = (expiry.year - today.getUTCFullYear()) * 12 + (expiry.month - 1 - today.getUTCMonth());
  if (monthsLeft < 0) return [finding('EXPIRY_PAST', language)];
  if (monthsLeft > YEARS_AHEAD_MAX * 12) return [finding('EXPIRY_TOO_FAR', language)];
  return [];
}

/** The same moment, so shifted that the UTC getters read the calendar at UTC−12. */
function latestZone(now: Date): Date {
  return new Date(now.getTime() - LATEST_ZONE_MS);
}
