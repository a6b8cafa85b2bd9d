import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { IssuerDataState, IssuerLookupResult, ReloadResult } from '../validation/ports.js';

export type IssuerLookupLabels = { readonly result: IssuerLookupResult };
export type IssuerDataStateLabels = { readonly state: IssuerDataState };
export type ReloadLabels = { readonly result: ReloadResult };

/** From a compiled table to millions of rows of text. */
const RELOAD_BUCKETS_SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The metrics about an operator's issuer data, declared once; `Metrics` has them among its own. */
export class IssuerDataMetrics {
  constructor(private readonly registry: Registry) {}

  readonly info = new Gauge({
    name: 'card_issuer_data_info',
    help: 'The issuer data that answers; always 1, and absent while none does.',
    labelNames: ['version', 'sha256'] as const,
    registers: [this.registry],
  });

  readonly loaded = new Gauge({
    name: 'card_issuer_data_loaded_timestamp_seconds',
    help: 'When the issuer data that answers was loaded, in seconds since the epoch; absent while none does.',
    registers: [this.registry],
  });

  readonly built = new Gauge({
    name: 'card_issuer_data_built_timestamp_seconds',
    help: 'When the issuer data that answers was built, in seconds since the epoch; absent while none does.',
    registers: [this.registry],
  });

  readonly rows = new Gauge({
    name: 'card_issuer_data_rows',
    help: 'Rows in the issuer data that answers.',
    registers: [this.registry],
  });

  readonly state = new Gauge({
    name: 'card_issuer_data_state',
    help: 'How the issuer data that answers relates to what is configured: 1 for the state it is in, else 0.',
    labelNames: ['state'] as const,
    registers: [this.registry],
  });

  readonly reloads = new Counter({
    name: 'card_issuer_reloads_total',
    help: 'Loads of issuer data, by what came of them; the same trouble with the same data counts once.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });

  readonly reloadDuration = new Histogram({
    name: 'card_issuer_reload_duration_seconds',
    help: 'Time a load of issuer data took, beside the event loop.',
    buckets: RELOAD_BUCKETS_SECONDS,
    registers: [this.registry],
  });

  readonly lookups = new Counter({
    name: 'card_issuer_lookups_total',
    help: 'Numbers and prefixes looked up in issuer data, by how many issuers were found.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });
}
