/** The only card numbers that may stand in this repository: published for testing, or in textbooks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PUBLISHED_NUMBERS = join(import.meta.dirname, '..', 'data', 'test-cards.csv');

/** Worked examples from the literature, on nobody's card. */
const TEXTBOOK_NUMBERS = [
  '4539578763621486', // Source: the note on Luhn this project began with
  '490154203237518', // Source: Wikipedia, "International Mobile Equipment Identity"; a telephone
];

export function allowedNumbers(): ReadonlySet<string> {
  const [header, ...rows] = readFileSync(PUBLISHED_NUMBERS, 'utf8').split('\n');
  if (header?.startsWith('pan,') !== true) throw new Error('data/test-cards.csv does not begin with the column pan.');
  return new Set([...rows.map((row) => row.slice(0, row.indexOf(','))), ...TEXTBOOK_NUMBERS]);
}
