import type { IncomingMessage } from 'node:http';
import type { Authenticator } from './authenticator.js';
import type { Client } from './client.js';
import type { AddressOf } from './client-address.js';
import type { Scope } from './scope.js';

const EVERYTHING: readonly Scope[] = ['admin'];

/** Asks nobody. Limits still go by the address. */
export class OpenAuthenticator implements Authenticator {
  readonly kind = 'none';
  readonly challenge = null;

  constructor(readonly addressOf: AddressOf) {}

  authenticate(request: IncomingMessage): Client {
    return { kind: this.kind, id: null, address: this.addressOf(request), scopes: EVERYTHING, cardsMax: null };
  }
}
