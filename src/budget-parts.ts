import type { Config } from './config/config.js';
import type { Log } from './logging/log.js';
import type { Metrics } from './metrics/metrics.js';
import type { AbuseWatch } from './security/abuse-watch.js';
import type { CardBudget } from './security/card-budget.js';

/** How many cards each client may ask about, and what their questions look like. */
export interface BudgetParts {
  readonly budget: CardBudget;
  readonly watch: AbuseWatch;
  readonly stop: () => Promise<void>;
}

export function budgetOf(
  _config: Config,
  _surroundings: { readonly log: Log; readonly metrics: Metrics },
): BudgetParts {
  return {
    budget: { spend: () => null },
    watch: { cardAnswered: () => undefined, blockAnswered: () => undefined },
    stop: () => Promise.resolve(),
  };
}
