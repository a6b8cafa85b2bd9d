import type { CardValidationService } from '../validation/card-validation.service.js';
import type { EventLoopDelay } from './event-loop-delay.js';
import type { ReadinessState } from './readiness.js';

/** What the probes ask. */
export interface HealthSources {
  readonly readiness: Pick<ReadinessState, 'phase'>;
  readonly validation: Pick<CardValidationService, 'dataVersion' | 'issuerData'>;
  readonly eventLoop: Pick<EventLoopDelay, 'p99Ms'>;
}

export const HEALTH_SOURCES = Symbol('HealthSources');
