import { CARDS_MAX_LIMIT, isName, mayHoldPan, parseScopes, SCOPE_WORDS } from '../../security/keys/grant.js';
import { parseUtc } from '../../security/keys/key-record.js';
import type { Scope } from '../../security/scope.js';
import { CliFailure } from '../cli-failure.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** When a key ends: so many days from now, or at a moment. */
export type Expiry = { readonly days: number } | { readonly at: Date };

export function scopeList(value: string): readonly Scope[] {
  const scopes = parseScopes(value);
  if (scopes === null) throw new CliFailure('usage', `--scopes takes some of: ${SCOPE_WORDS}; with commas between.`);
  return scopes;
}

export function keyName(value: string): string {
  if (mayHoldPan(value))
    throw new CliFailure('usage', '--name has 12 or more digits and may be a card number; it is not repeated here.');
  if (!isName(value)) throw new CliFailure('usage', '--name takes 1 to 64 letters, digits, spaces and punctuation.');
  return value;
}

export function keyExpiry(value: string): Expiry {
  const days = /^([1-9]\d{0,3})d$/.exec(value)?.[1];
  if (days !== undefined) return { days: Number(days) };
  const at = parseUtc(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value);
  if (at === null)
    throw new CliFailure('usage', '--expires takes days such as 90d, a date such as 2027-01-31, or a time in UTC.');
  return { at };
}

export function cardsMax(value: string): number {
  const cards = /^\d{1,10}$/.test(value) ? Number(value) : 0;
  if (cards < 1 || cards > CARDS_MAX_LIMIT)
    throw new CliFailure('usage', `--cards-max takes a whole number from 1 to ${CARDS_MAX_LIMIT}.`);
  return cards;
}

/** @throws CliFailure when that is over already. */
export function expiryDate(expiry: Expiry | undefined, now: Date): Date | null {
  if (expiry === undefined) return null;
  const date = 'at' in expiry ? expiry.at : new Date(now.getTime() + expiry.days * DAY_MS);
  if (date <= now) throw new CliFailure('usage', '--expires is in the past.');
  return date;
}
