import type { IssuerLoader } from './bin-data/reload/issuer-loader.js';
import type { Config } from './config/config.js';
import { VERSION } from './config/version.js';
import { EventLoopDelay } from './health/event-loop-delay.js';
import { ReadinessState } from './health/readiness.js';
import { type IssuerData, issuerDataOf } from './issuer-data.js';
import type { Log } from './logging/log.js';
import { exposeDataset } from './metrics/data-metrics.js';
import { Metrics } from './metrics/metrics.js';
import { ValidationMetrics } from './metrics/validation-metrics.js';
import { CardValidationService } from './validation/card-validation.service.js';
import type { Clock } from './validation/ports.js';

/** The plain objects both applications share; Nest is handed them as they are. */
export interface ServiceParts {
  readonly metrics: Metrics;
  readonly validation: CardValidationService;
  readonly issuerData: IssuerData;
  readonly readiness: ReadinessState;
  readonly eventLoop: EventLoopDelay;
}

const clock: Clock = () => new Date();

/** @param loader How issuer data is loaded; a worker thread unless said otherwise. */
export function assembleParts(config: Config, log: Log, loader?: IssuerLoader): ServiceParts {
  const metrics = new Metrics(VERSION);
  const issuerData = issuerDataOf(config, { log, metrics, clock, loader });
  const observer = new ValidationMetrics(metrics);
  // Brands come from the embedded table alone, so no reload brings a new one.
  observer.admitBrands(issuerData.source.current().tables.iins.brands.map(({ id }) => id));
  const validation = new CardValidationService(issuerData.source, observer, clock);
  exposeDataset(metrics, validation);
  return { metrics, validation, issuerData, readiness: new ReadinessState(), eventLoop: new EventLoopDelay() };
}
