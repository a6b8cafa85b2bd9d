import type { BudgetHolder } from './window-store.js';

/** What can be wrong with the store of shared budgets. */
export const STORE_FAULTS = ['connection', 'timeout', 'not_allowed', 'read_only', 'out_of_memory', 'refused'] as const;
export type StoreFault = (typeof STORE_FAULTS)[number];

/** Told what budgets do; must not throw. */
export interface RateObserver {
  /** Somebody had no cards left. */
  limited(by: BudgetHolder): void;
}

/** Told how the shared store is; must not throw. */
export interface RateStoreObserver {
  /** It answers, and did not before. */
  storeReached(): void;
  /** It answered, or was not asked yet, and now it does not. */
  storeLost(fault: StoreFault): void;
  /** A command or an attempt to connect came to nothing. */
  storeFailed(fault: StoreFault): void;
}
