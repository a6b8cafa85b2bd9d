import { createHash } from 'node:crypto';
import type { TokenHolder } from './token-holder.js';

const TOKENS_MAX = 4096;

interface Verified {
  /** Of the whole token, its signature included. */
  readonly digest: string;
  readonly holder: TokenHolder;
}

/**
 * Tokens whose signature was found good, by digests, so that a client that sends the same token with each request pays for one
 * verification. Belongs to one set of keys and is thrown away with it. Holds no token.
 *
 * Anybody can write a good signature in several ways: base64url has bits nobody reads, and ECDSA holds for a mirrored number too. What is
 * signed can be written in one, so a token has one place here however often its signature is written anew, and drives nobody else out.
 */
export class VerifiedTokens {
  readonly #verified = new Map<string, Verified>();

  /** Whether the token still holds is for the caller to see. */
  find(token: string): TokenHolder | undefined {
    const { signed, whole } = digestsOf(token);
    const verified = this.#verified.get(signed);
    return verified?.digest === whole ? verified.holder : undefined;
  }

  add(token: string, holder: TokenHolder): void {
    const { signed, whole } = digestsOf(token);
    if (this.#verified.size >= TOKENS_MAX && !this.#verified.has(signed)) this.#forgetOldest();
    this.#verified.set(signed, { digest: whole, holder });
  }

  #forgetOldest(): void {
    for (const oldest of this.#verified.keys()) {
      this.#verified.delete(oldest);
      return;
    }
  }
}

function digestsOf(token: string): { readonly signed: string; readonly whole: string } {
  const end = token.lastIndexOf('.');
  const hash = createHash('sha256').update(token.slice(0, end));
  return { signed: hash.copy().digest('base64'), whole: hash.update(token.slice(end)).digest('base64') };
}
