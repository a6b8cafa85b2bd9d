import { EmbeddedIinSource, loadEmbeddedTable } from './bin-data/embedded-iin-source.js';
import { type IssuerLoader, WorkerIssuerLoader } from './bin-data/reload/issuer-loader.js';
import { type IssuerDataPlan, ReloadingIinSource } from './bin-data/reload/reloading-iin-source.js';
import type { Config } from './config/config.js';
import { RequiredDataError } from './config/start-failure.js';
import type { Log } from './logging/log.js';
import { ReloadLog } from './logging/reload-log.js';
import type { Metrics } from './metrics/metrics.js';
import { ReloadMetrics } from './metrics/reload-metrics.js';
import type { Clock, IinSource, ReloadObserver } from './validation/ports.js';

/** The operator's issuer data, as the service starts, reloads and stops it. */
export interface IssuerData {
  readonly source: IinSource;
  /** Takes the data for the first time. @throws RequiredDataError when it is required and cannot be taken. */
  start(): Promise<void>;
  /** Takes the data anew, because somebody said so. */
  reload(asked: 'signal' | 'request'): void;
  stop(): Promise<void>;
}

export interface IssuerDataSurroundings {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly loader?: IssuerLoader | undefined;
}

export function issuerDataOf(config: Config, surroundings: IssuerDataSurroundings): IssuerData {
  const { log, metrics, clock, loader = new WorkerIssuerLoader() } = surroundings;
  const observer = both(new ReloadMetrics(metrics), new ReloadLog(log));
  if (config.issuerData === null) return noIssuerData(surroundings);
  const parts = { embedded: loadEmbeddedTable(), loader, observer, clock };
  const source = new ReloadingIinSource(planOf(config, config.issuerData), parts);
  return {
    source,
    start: () => start(source, config.issuerDataRequired),
    reload: (asked) => void source.reload(asked),
    stop: () => source.stop(),
  };
}

function noIssuerData({ log, clock }: IssuerDataSurroundings): IssuerData {
  return {
    source: EmbeddedIinSource.load(clock),
    start: () => Promise.resolve(),
    reload: () => log.info('nothing to reload: ISSUER_DATA is not set'),
    stop: () => Promise.resolve(),
  };
}

async function start(source: ReloadingIinSource, isRequired: boolean): Promise<void> {
  const outcome = await source.start();
  if (!isRequired || outcome?.result !== 'failed') return;
  const { file, line, hint } = outcome;
  const place = [file, line === null ? null : `line ${line}`].filter((part) => part !== null).join(', ');
  const reason = `${hint ?? ''}${place === '' ? '' : ` (${place})`}`;
  throw new RequiredDataError('ISSUER_DATA', 'ISSUER_DATA_REQUIRED', reason);
}

function planOf(config: Config, path: string): IssuerDataPlan {
  return {
    path,
    limits: {
      bytesMax: config.issuerDataBytesMax,
      rowsMax: config.issuerDataRowsMax,
      skippedPercentMax: config.issuerDataSkippedPercentMax,
    },
    changePercentMax: config.issuerDataChangePercentMax,
    timeoutMs: config.issuerDataTimeoutMs,
    pollMs: config.issuerDataPollMs,
  };
}

function both(first: ReloadObserver, second: ReloadObserver): ReloadObserver {
  return {
    reloadEnded: (outcome) => {
      first.reloadEnded(outcome);
      second.reloadEnded(outcome);
    },
    watchLost: (loss) => {
      first.watchLost(loss);
      second.watchLost(loss);
    },
  };
}
