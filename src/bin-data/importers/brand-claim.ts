import { BRAND_IDS } from './brand-ids.table.js';
import { BRAND_WORDS, LOCAL_WORDS } from './brand-words.table.js';

const KNOWN: ReadonlyMap<string, string> = new Map([
  ...BRAND_IDS.map((id) => [wordOf(id), id] as const),
  ...BRAND_WORDS,
]);
const LOCAL: ReadonlySet<string> = new Set(LOCAL_WORDS);
const OURS: ReadonlySet<string> = new Set(BRAND_IDS);

export type BrandClaim =
  | { readonly kind: 'ours'; readonly id: string }
  | { readonly kind: 'none_named' }
  /** Says that there is no international brand. */
  | { readonly kind: 'local' }
  | { readonly kind: 'not_ours' };

/**
 * Case, spaces and punctuation do not count. Of several brands in one cell (`JCB/RUPAY`) the first one we know is the claim: files name
 * the mark before the rails, and a record has room for one.
 */
export function brandOf(cell: string): BrandClaim {
  const word = wordOf(cell);
  if (word === '') return { kind: 'none_named' };
  if (LOCAL.has(word)) return { kind: 'local' };
  for (const part of [word, ...cell.split(/[/+&|,;]/).map(wordOf)]) {
    const id = KNOWN.get(part);
    if (id !== undefined) return { kind: 'ours', id };
  }
  return { kind: 'not_ours' };
}

export function isBrandId(id: string): boolean {
  return OURS.has(id);
}

function wordOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
