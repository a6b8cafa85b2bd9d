import type { RefusalReason } from './access-refused.js';
import type { CredentialKind } from './client.js';

/** An attempt that was refused, without anything the caller chose. */
export interface RefusedAttempt {
  readonly requestId: string;
  /** The route's template; never a path. */
  readonly route: string;
  readonly reason: RefusalReason;
  readonly kind: CredentialKind;
  readonly clientId: string | null;
  readonly address: string;
}

/** A client that ran out of cards. */
export interface SpentBudget {
  readonly requestId: string;
  readonly route: string;
  readonly clientId: string | null;
  readonly address: string;
}

/** Told about refusals; must not throw. */
export interface AccessObserver {
  accessRefused(attempt: RefusedAttempt): void;
  budgetSpent(spent: SpentBudget): void;
}
