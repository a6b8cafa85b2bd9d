import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { FindingCode } from '../core/finding.js';
import type { Status } from '../core/report.js';
import { AccessMetrics } from './access-metrics.js';
import { AbuseSeries } from './abuse-series.js';
import { BatchSeries } from './batch-series.js';
import { CapacitySeries } from './capacity-series.js';
import { IssuerDataMetrics } from './issuer-data-metrics.js';
import { RateSeries } from './rate-series.js';
import { ResultMetrics } from './result-metrics.js';
import { WatchSeries } from './watch-series.js';
import { LoadMetrics } from './load-metrics.js';
import { TlsMetrics } from './tls-metrics.js';

/** What a prefix lookup found. */
export const LOOKUP_RESULTS = ['decided', 'undecided', 'unknown'] as const;
export type LookupResult = (typeof LOOKUP_RESULTS)[number];

/** Any other method is caller's text and becomes `other`. */
export const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS', 'other'] as const;
export type Method = (typeof METHODS)[number];

export const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;
export type StatusClass = (typeof STATUS_CLASSES)[number];

/** A brand id of the loaded table, `other` for any other text, `none` while no brand is decided. */
export type BrandLabel = string;
/** The template of a registered route, never a path; `unmatched` when no route fits. */
export type RouteLabel = string;

export type CardValidationLabels = { readonly outcome: Status; readonly brand: BrandLabel };
export type CardFindingLabels = { readonly code: FindingCode };
export type IinLookupLabels = { readonly result: LookupResult };
export type HttpRequestLabels = {
  readonly method: Method;
  readonly route: RouteLabel;
  readonly status_class: StatusClass;
};

/** From an answer out of memory to a stream of millions of lines. */
const DURATION_BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** End in `_total` and are gauges: `promtool check metrics` refuses them. */
const MISNAMED_DEFAULTS = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/**
 * Every metric of the service, declared once. `test/contract/metrics.txt` lists the same names: dashboards and alerts hang on
 * them. The registry belongs to the instance, so that two applications in one process do not count together.
 */
export class Metrics {
  readonly registry = new Registry();

  readonly cardValidations = new Counter({
    name: 'card_validations_total',
    help: 'Card numbers answered, by outcome and decided brand.',
    labelNames: ['outcome', 'brand'] as const,
    registers: [this.registry],
  });

  readonly cardFindings = new Counter({
    name: 'card_findings_total',
    help: 'Findings in answers about card numbers, by code.',
    labelNames: ['code'] as const,
    registers: [this.registry],
  });

  readonly iinLookups = new Counter({
    name: 'card_iin_lookups_total',
    help: 'Prefixes looked up, by whether the brand was decided.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });

  readonly httpRequestDuration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the arrival of the headers to the end of the answer.',
    labelNames: ['method', 'route', 'status_class'] as const,
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [this.registry],
  });

  readonly dataInfo = new Gauge({
    name: 'card_data_info',
    help: 'The data that answers; always 1.',
    labelNames: ['version', 'sha256'] as const,
    registers: [this.registry],
  });

  readonly dataLoaded = new Gauge({
    name: 'card_data_loaded_timestamp_seconds',
    help: 'When the data that answers was loaded, in seconds since the epoch.',
    registers: [this.registry],
  });

  readonly dataRanges = new Gauge({
    name: 'card_data_ranges',
    help: 'Account ranges in the data that answers.',
    registers: [this.registry],
  });

  readonly dataBrands = new Gauge({
    name: 'card_data_brands',
    help: 'Brands in the data that answers.',
    registers: [this.registry],
  });

  readonly dataReleased = new Gauge({
    name: 'card_data_released_timestamp_seconds',
    help: 'The day the embedded data was released, in seconds since the epoch.',
    registers: [this.registry],
  });

  readonly issuerData = new IssuerDataMetrics(this.registry);

  readonly batches = new BatchSeries(this.registry);

  readonly rates = new RateSeries(this.registry);

  readonly abuse = new AbuseSeries(this.registry);

  readonly watch = new WatchSeries(this.registry);

  readonly load = new LoadMetrics(this.registry);

  readonly capacity = new CapacitySeries(this.registry);

  readonly results = new ResultMetrics(this.registry);

  readonly tls = new TlsMetrics(this.registry);

  readonly access = new AccessMetrics(this.registry);

  readonly buildInfo = new Gauge({
    name: 'card_build_info',
    help: 'The running build; always 1.',
    labelNames: ['version', 'node'] as const,
    registers: [this.registry],
  });

  constructor(version: string) {
    this.buildInfo.set({ version, node: process.version }, 1);
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED_DEFAULTS) this.registry.removeSingleMetric(name);
  }
}
