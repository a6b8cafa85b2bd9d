import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { lettersId } from '../letters-id.js';
import { isScope, type Scope } from '../scope.js';

/** Whom a token speaks of, as far as we want to know. */
export interface TokenHolder {
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** @param payload Of a token whose signature held. @returns Null when it speaks of nobody, or never ends. */
export function tokenHolder(payload: JWTPayload): TokenHolder | null {
  const id = holderId(payload);
  const { exp: expiresAt } = payload;
  return id === null || expiresAt === undefined ? null : { id, scopes: scopesOf(payload), expiresAt };
}

/**
 * A digest, because a subject may be a name, a mail address or a number; in letters, because a run of digits could look like a card.
 * Null without a subject.
 */
export function holderId({ iss = '', sub }: JWTPayload): string | null {
  if (typeof sub !== 'string' || sub === '') return null;
  return lettersId(
    createHash('sha256')
      .update(JSON.stringify([iss, sub]))
      .digest('hex'),
  );
}

/** `scope` of RFC 8693, or `scp` as other issuers have it; words that mean nothing here are for others. */
function scopesOf({ scope, scp }: JWTPayload): readonly Scope[] {
  const words: readonly unknown[] = [scope, scp]
    .flat()
    .flatMap((item) => (typeof item === 'string' ? item.split(' ') : []));
  return [...new Set(words.filter((word) => typeof word === 'string').filter(isScope))];
}
