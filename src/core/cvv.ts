import type { Cvv } from './brand.js';
import { finding, type Finding } from './finding.js';
import type { Language } from './language.js';
import type { CvvReport } from './report.js';

/** Every brand that prints a code prints three or four digits. */
const LENGTHS_OF_ANY_BRAND: readonly number[] = [3, 4];

/**
 * Judges the form of a card verification value, which is then forgotten: PCI DSS 3.3.1 forbids keeping it, and no finding
 * tells more than its code. The length is judged only of digits; with anything else in between, nobody knows what it is.
 *
 * @param brandCvv Null, or without lengths, when the brand or its habit is unknown; then 3 or 4 digits are allowed.
 */
export function cvvFindings(cvv: string, brandCvv: Cvv | null, language: Language): Finding[] {
  if (!/^[0-9]*$/.test(cvv)) return [finding('CVV_NOT_DIGITS', language)];
  const lengths = brandCvv === null || brandCvv.lengths.length === 0 ? LENGTHS_OF_ANY_BRAND : brandCvv.lengths;
  return lengths.includes(cvv.length) ? [] : [finding('CVV_LENGTH', language)];
}

/** What to ask the customer for; null when it is not known. */
export function cvvReport(cvv: Cvv | null): CvvReport | null {
  if (cvv === null || cvv.lengths.length === 0) return null;
  const length = Math.max(...cvv.lengths);
  return { name: cvv.name, length, optional: length > 0 && cvv.lengths.includes(0) };
}
