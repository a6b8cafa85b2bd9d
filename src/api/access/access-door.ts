import type { AbuseWatch } from '../../security/abuse-watch.js';
import type { AccessObserver } from '../../security/access-observer.js';
import type { Authenticator } from '../../security/authenticator.js';
import type { CardBudget } from '../../security/card-budget.js';

/** Who may call, how much, and who is told. Without one everybody may do everything. */
export interface AccessDoor {
  readonly authenticator: Authenticator;
  readonly budget: CardBudget;
  readonly watch: AbuseWatch;
  readonly observer: AccessObserver;
}
