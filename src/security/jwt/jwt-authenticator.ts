import type { IncomingMessage } from 'node:http';
import { jwtVerify, type JWTVerifyOptions } from 'jose';
import { AccessRefused } from '../access-refused.js';
import type { Authenticator } from '../authenticator.js';
import type { Client } from '../client.js';
import type { AddressOf } from '../client-address.js';
import { presentedCredential } from '../presented-credential.js';
import { TOKEN_ALGORITHMS, type JwkSet } from './jwk-set.js';
import { type TokenHolder, tokenHolder } from './token-holder.js';
import { tokenRefusal } from './token-refusal.js';
import { VerifiedTokens } from './verified-tokens.js';

export interface TokenExpectations {
  readonly audience: string;
  /** Null takes any issuer whose key is in the file. */
  readonly issuer: string | null;
  readonly clockSkewSeconds: number;
}

/** Takes JSON Web Tokens that one of the keys in a file has signed for us. */
export class JwtAuthenticator implements Authenticator {
  readonly kind = 'jwt';
  readonly challenge = 'Bearer realm="iinspect"';
  readonly #verified = new WeakMap<JwkSet, VerifiedTokens>();

  constructor(
    private readonly file: { readonly current: JwkSet },
    private readonly expected: TokenExpectations,
    readonly addressOf: AddressOf,
    private readonly now: () => number,
  ) {}

  authenticate(request: IncomingMessage): Client | Promise<Client> {
    const token = presentedCredential(request, ['authorization']);
    const keys = this.file.current;
    const holder = this.#verifiedBy(keys).find(token);
    // A token that is over is verified again, so that its end is told in one way.
    if (holder !== undefined && this.#holds(holder)) return this.#client(request, holder);
    return this.#verify(token, keys).then((verified) => this.#client(request, verified));
  }

  async #verify(token: string, keys: JwkSet): Promise<TokenHolder> {
    const { payload } = await jwtVerify(token, keys.keys, this.#options()).catch((error: unknown) => {
      throw tokenRefusal(error);
    });
    const holder = tokenHolder(payload);
    if (holder === null) throw new AccessRefused('malformed');
    this.#verifiedBy(keys).add(token, holder);
    return holder;
  }

  #options(): JWTVerifyOptions {
    const { audience, issuer, clockSkewSeconds } = this.expected;
    return {
      algorithms: TOKEN_ALGORITHMS,
      audience,
      ...(issuer !== null && { issuer }),
      requiredClaims: ['exp', 'sub'],
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(this.now()),
    };
  }

  #holds({ expiresAt }: TokenHolder): boolean {
    return expiresAt + this.expected.clockSkewSeconds > Math.floor(this.now() / 1000);
  }

  #verifiedBy(keys: JwkSet): VerifiedTokens {
    const known = this.#verified.get(keys);
    if (known !== undefined) return known;
    const verified = new VerifiedTokens();
    this.#verified.set(keys, verified);
    return verified;
  }

  #client(request: IncomingMessage, { id, scopes }: TokenHolder): Client {
    return { kind: this.kind, id, address: this.addressOf(request), scopes, cardsMax: null };
  }
}
