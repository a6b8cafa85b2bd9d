import type { Scope } from './scope.js';

/** How a client said who it is. `none` where nobody is asked. */
export const CREDENTIAL_KINDS = ['none', 'api_key', 'jwt', 'certificate'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** Who sent a request, as far as limits and audit lines go. */
export interface Client {
  readonly kind: CredentialKind;
  /**
   * Of the credential, never the credential itself: the id of an API key, a digest of a subject. Null without a credential. Holds no
   * run of digits that could be a card number.
   */
  readonly id: string | null;
  /** IP address in its usual text; `local` on a Unix socket. */
  readonly address: string;
  readonly scopes: readonly Scope[];
  /** Cards per window of this client alone; null where the setting holds. */
  readonly cardsMax: number | null;
}
