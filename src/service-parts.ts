import { EmbeddedIinSource } from './bin-data/embedded-iin-source.js';
import { VERSION } from './config/version.js';
import { EventLoopDelay } from './health/event-loop-delay.js';
import { ReadinessState } from './health/readiness.js';
import { exposeDataset } from './metrics/data-metrics.js';
import { Metrics } from './metrics/metrics.js';
import { ValidationMetrics } from './metrics/validation-metrics.js';
import { CardValidationService } from './validation/card-validation.service.js';
import type { Clock } from './validation/ports.js';

/** The plain objects both applications share; Nest is handed them as they are. */
export interface ServiceParts {
  readonly metrics: Metrics;
  readonly validation: CardValidationService;
  readonly readiness: ReadinessState;
  readonly eventLoop: EventLoopDelay;
}

const systemClock: Clock = () => new Date();

export function assembleParts(): ServiceParts {
  const source = EmbeddedIinSource.load(systemClock);
  const metrics = new Metrics(VERSION);
  const observer = new ValidationMetrics(metrics);
  observer.admitBrands(source.current().table.brands.map(({ id }) => id));
  const validation = new CardValidationService(source, observer, systemClock);
  exposeDataset(metrics, validation);
  return { metrics, validation, readiness: new ReadinessState(), eventLoop: new EventLoopDelay() };
}
