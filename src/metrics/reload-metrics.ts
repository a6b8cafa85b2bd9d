import { RELOAD_RESULTS, type ReloadObserver, type ReloadOutcome } from '../validation/ports.js';
import type { ReloadLabels } from './issuer-data-metrics.js';
import type { Metrics } from './metrics.js';

/** Counts and times loads of issuer data. */
export class ReloadMetrics implements ReloadObserver {
  constructor(private readonly metrics: Pick<Metrics, 'issuerData'>) {
    for (const result of RELOAD_RESULTS) metrics.issuerData.reloads.inc({ result } satisfies ReloadLabels, 0);
  }

  reloadEnded({ result, durationMs }: ReloadOutcome): void {
    this.metrics.issuerData.reloads.inc({ result } satisfies ReloadLabels);
    this.metrics.issuerData.reloadDuration.observe(durationMs / 1000);
  }

  watchLost(): void {
    // Not worth an alert: the poll goes on.
  }
}
