import { isScope, type Scope, SCOPES } from '../scope.js';
import type { RawRecord } from './json-records.js';
import { RecordError } from './record-error.js';

/** What somebody may do, as one line of a file grants it. */
export interface Grant {
  readonly scopes: readonly Scope[];
  /** Cards per window; null where the setting holds. */
  readonly cardsMax: number | null;
}

export const SCOPE_WORDS = SCOPES.join(', ');
export const CARDS_MAX_LIMIT = 1_000_000_000;
const NAME = /^[\p{L}\p{N}\p{P}\p{Zs}]{1,64}$/u;
/** From this many digits on, however grouped, a text may be a card number. */
const DIGITS_MAX = 11;

/** @throws RecordError */
export function grantOf({ scopes, cardsMax }: RawRecord): Grant {
  return { scopes: scopesOf(scopes), cardsMax: cardsMaxOf(cardsMax) };
}

/** `cards,iins`; null where a word is no scope, stands twice, or none is there. */
export function parseScopes(text: string): readonly Scope[] | null {
  const words = text.split(',');
  const scopes = words.filter(isScope);
  return scopes.length === words.length && new Set(scopes).size === scopes.length ? scopes : null;
}

/** Whether a text may name somebody in a list that people read: short, printable, and no card number. */
export function isName(text: string): boolean {
  return NAME.test(text) && !mayHoldPan(text);
}

export function mayHoldPan(text: string): boolean {
  return (text.match(/\p{Nd}/gu)?.length ?? 0) > DIGITS_MAX;
}

function scopesOf(value: unknown): readonly Scope[] {
  const words: readonly unknown[] = Array.isArray(value) ? value : [];
  const scopes = words.filter((word) => typeof word === 'string').filter(isScope);
  if (scopes.length === 0 || scopes.length !== words.length)
    throw new RecordError(`"scopes" is not a list of ${SCOPE_WORDS}.`);
  return scopes;
}

function cardsMaxOf(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= CARDS_MAX_LIMIT) return value;
  throw new RecordError(`"cardsMax" is not a whole number from 1 to ${CARDS_MAX_LIMIT}.`);
}
