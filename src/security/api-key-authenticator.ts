import type { IncomingMessage } from 'node:http';
import { AccessRefused } from './access-refused.js';
import type { Authenticator } from './authenticator.js';
import type { Client } from './client.js';
import { type AddressOf } from './client-address.js';
import { presentedCredential } from './presented-credential.js';
import type { KeyStore } from './keys/key-store.js';

/** Takes API keys, as `Authorization: Bearer` or `X-Api-Key`. */
export class ApiKeyAuthenticator implements Authenticator {
  readonly kind = 'api_key';
  readonly challenge = 'Bearer realm="iinspect"';

  constructor(
    private readonly keys: { readonly current: KeyStore },
    readonly addressOf: AddressOf,
    private readonly now: () => number,
  ) {}

  authenticate(request: IncomingMessage): Client {
    const answer = this.keys.current.find(presentedCredential(request, ['authorization', 'x-api-key']), this.now());
    switch (answer.result) {
      case 'known': {
        const { id, scopes, cardsMax } = answer.record;
        return { kind: this.kind, id, address: this.addressOf(request), scopes, cardsMax };
      }
      case 'expired':
        throw new AccessRefused('expired', answer.record.id);
      case 'malformed':
      case 'unknown':
        throw new AccessRefused(answer.result);
      default:
        return answer satisfies never;
    }
  }
}
