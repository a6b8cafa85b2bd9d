import { Counter, Gauge, type Registry } from 'prom-client';

export const RATE_HOLDERS = ['client', 'address'] as const;
export type RateHolder = (typeof RATE_HOLDERS)[number];

export const RATE_STORE_FAULTS = [
  'connection',
  'timeout',
  'not_allowed',
  'read_only',
  'out_of_memory',
  'refused',
] as const;
export type RateStoreFault = (typeof RATE_STORE_FAULTS)[number];

export type RateLimitedLabels = { readonly by: RateHolder };
export type RateStoreErrorLabels = { readonly reason: RateStoreFault };

/** The metrics about budgets of cards, declared once; `Metrics` has them among its own. */
export class RateSeries {
  constructor(private readonly registry: Registry) {
    // Without a label it would stand at 0, which reads as down, where there is no store.
    this.storeUp.remove();
  }

  readonly limited = new Counter({
    name: 'card_rate_limited_total',
    help: 'Requests and streams that met the end of a budget of cards, by whose it was.',
    labelNames: ['by'] as const,
    registers: [this.registry],
  });

  readonly storeUp = new Gauge({
    name: 'card_rate_store_up',
    help: 'Whether the store of shared budgets answers; absent where none is used.',
    registers: [this.registry],
  });

  readonly storeErrors = new Counter({
    name: 'card_rate_store_errors_total',
    help: 'Commands to the store of shared budgets, and attempts to connect, that came to nothing, by why.',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });
}
