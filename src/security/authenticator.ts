import type { IncomingMessage } from 'node:http';
import type { Client, CredentialKind } from './client.js';
import type { AddressOf } from './client-address.js';

/** Says who sent a request, from its headers and its connection; the body has not been read. */
export interface Authenticator {
  /** How callers say who they are. */
  readonly kind: CredentialKind;
  /** Where a request comes from, whoever sent it. */
  readonly addressOf: AddressOf;
  /** What `WWW-Authenticate` says to whoever has no good credential; null where no header would help. */
  readonly challenge: string | null;
  /** @throws AccessRefused, or rejects with it. */
  authenticate(request: IncomingMessage): Client | Promise<Client>;
}
