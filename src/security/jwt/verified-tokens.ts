import { createHash } from 'node:crypto';
import type { TokenHolder } from './token-holder.js';

const TOKENS_MAX = 4096;

/**
 * Tokens whose signature was found good, by their digest, so that a client that sends the same token with each request pays for one
 * verification. Belongs to one set of keys and is thrown away with it. Holds no token.
 */
export class VerifiedTokens {
  readonly #holders = new Map<string, TokenHolder>();

  /** Whether the token still holds is for the caller to see. */
  find(token: string): TokenHolder | undefined {
    return this.#holders.get(digestOf(token));
  }

  add(token: string, holder: TokenHolder): void {
    if (this.#holders.size >= TOKENS_MAX) this.#forgetOldest();
    this.#holders.set(digestOf(token), holder);
  }

  #forgetOldest(): void {
    for (const oldest of this.#holders.keys()) {
      this.#holders.delete(oldest);
      return;
    }
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
