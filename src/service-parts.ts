import { BatchWorkers } from './batch-workers/batch-workers.js';
import type { IssuerLoader } from './bin-data/reload/issuer-loader.js';
import type { Config } from './config/config.js';
import { VERSION } from './config/version.js';
import { EventLoopDelay } from './health/event-loop-delay.js';
import { ReadinessState } from './health/readiness.js';
import { type IssuerData, issuerDataOf } from './issuer-data.js';
import { describeFailure } from './logging/failure.js';
import type { Log } from './logging/log.js';
import { BatchMetrics } from './metrics/batch-metrics.js';
import { exposeDataset } from './metrics/data-metrics.js';
import { Metrics } from './metrics/metrics.js';
import { ValidationMetrics } from './metrics/validation-metrics.js';
import type { BatchObserver } from './validation/batch/batch-ports.js';
import { BatchValidationService } from './validation/batch/batch-validation.service.js';
import { CardValidationService } from './validation/card-validation.service.js';
import type { Clock, IinSource } from './validation/ports.js';

/** The plain objects both applications share; Nest is handed them as they are. */
export interface ServiceParts {
  readonly metrics: Metrics;
  readonly validation: CardValidationService;
  readonly batches: BatchValidationService;
  /** Null when streams are read on the event loop. Whoever stops the service stops them, after the last stream. */
  readonly batchWorkers: BatchWorkers | null;
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
  const batchWorkers = config.batchWorkers === 0 ? null : new BatchWorkers({ threads: config.batchWorkers });
  const batches = batchesOf(config, issuerData.source, batchWorkers, batchObserver(metrics, log));
  const readiness = new ReadinessState();
  return { metrics, validation, batches, batchWorkers, issuerData, readiness, eventLoop: new EventLoopDelay() };
}

function batchesOf(
  { batchLineBytesMax, batchLinesMax }: Config,
  source: IinSource,
  scanners: BatchWorkers | null,
  observer: BatchObserver,
): BatchValidationService {
  const limits = { lineBytesMax: batchLineBytesMax, linesMax: batchLinesMax };
  return new BatchValidationService({ source, scanners, observer, monotonicMs: () => performance.now(), limits });
}

function batchObserver(metrics: Metrics, log: Log): BatchObserver {
  const counts = new BatchMetrics(metrics);
  return {
    batchOpened: () => counts.batchOpened(),
    blockAnswered: (block) => counts.blockAnswered(block),
    blockFailed: (error) => log.error('batch failed', describeFailure(error)),
    batchEnded: (end) => counts.batchEnded(end),
  };
}
