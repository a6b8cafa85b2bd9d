/** Why a credential was not taken. */
export const REFUSAL_REASONS = [
  'missing',
  'malformed',
  'unknown',
  'expired',
  'not_yet_valid',
  'wrong_audience',
  'wrong_issuer',
  'bad_signature',
  'scope_missing',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Nobody we know, or somebody who may not do this. Holds nothing that was sent. */
export class AccessRefused extends Error {
  /** @param clientId Of the credential, where it is known whose it is; of a certificate that nobody knows, what to find it by. */
  constructor(
    readonly reason: RefusalReason,
    readonly clientId: string | null = null,
  ) {
    super('The request was refused.');
  }
}
