import type { Funding } from '../../core/report.js';

const FUNDING_WORDS: ReadonlyMap<string, Funding> = new Map([
  ['CREDIT', 'credit'],
  ['DEBIT', 'debit'],
  ['PREPAID', 'prepaid'],
  ['PREPAID DEBIT', 'prepaid'],
  ['UNKNOWN', 'unknown'],
  ['CHARGE', 'charge'],
  ['CHARGE CARD', 'charge'],
  // KICC
  ['신용', 'credit'],
  ['체크', 'debit'],
  ['기프트', 'prepaid'],
  // Source: caijf/bankcard: debit, credit, quasi-credit (which Chinese rules count among credit cards), prepaid.
  ['DC', 'debit'],
  ['CC', 'credit'],
  ['SCC', 'credit'],
  ['PC', 'prepaid'],
]);

const PREPAID_WORDS = /(?<!NON[ -]?)\b(PREPAID|GIFT)\b/i;

/** `unknown` for a cell that says nothing, null for a word we do not know. */
export function fundingOf(cell: string): Funding | null {
  const word = cell.trim().toUpperCase();
  return word === '' ? 'unknown' : (FUNDING_WORDS.get(word) ?? null);
}

/** A category outdoes the type beside it: files list prepaid cards as debit, or as credit, and say so only there. */
export function saysPrepaid(category: string): boolean {
  return PREPAID_WORDS.test(category);
}
