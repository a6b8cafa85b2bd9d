import type { Metrics } from './metrics.js';
import {
  RATE_HOLDERS,
  RATE_STORE_FAULTS,
  type RateHolder,
  type RateLimitedLabels,
  type RateStoreErrorLabels,
  type RateStoreFault,
} from './rate-series.js';

/** Counts budgets that were met. */
export class RateMetrics {
  constructor(private readonly metrics: Pick<Metrics, 'rates'>) {
    for (const by of RATE_HOLDERS) metrics.rates.limited.inc({ by } satisfies RateLimitedLabels, 0);
  }

  limited(by: RateHolder): void {
    this.metrics.rates.limited.inc({ by } satisfies RateLimitedLabels);
  }
}

/** Shows whether the store of shared budgets answers. */
export class RateStoreMetrics {
  constructor(private readonly metrics: Pick<Metrics, 'rates'>) {
    metrics.rates.storeUp.set(0);
    for (const reason of RATE_STORE_FAULTS) metrics.rates.storeErrors.inc({ reason } satisfies RateStoreErrorLabels, 0);
  }

  storeReached(): void {
    this.metrics.rates.storeUp.set(1);
  }

  storeLost(): void {
    this.metrics.rates.storeUp.set(0);
  }

  storeFailed(reason: RateStoreFault): void {
    this.metrics.rates.storeErrors.inc({ reason } satisfies RateStoreErrorLabels);
  }
}
