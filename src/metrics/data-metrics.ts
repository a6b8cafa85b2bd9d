import type { Gauge } from 'prom-client';
import type { CardValidationService } from '../validation/card-validation.service.js';
import { ISSUER_DATA_STATES } from '../validation/ports.js';
import type { Dataset, IssuerDataset } from '../validation/tables.js';
import type { IssuerDataMetrics, IssuerDataStateLabels } from './issuer-data-metrics.js';
import type { Metrics } from './metrics.js';

/** The data gauges read the tables when they are scraped, so a reload needs to tell nobody. */
export function exposeDataset(metrics: Metrics, validation: Pick<CardValidationService, 'dataset'>): void {
  Object.assign(metrics.dataInfo, {
    // Invariant: `dataInfo` is declared before the other data gauges, so its collect runs first in a scrape.
    collect: () => {
      const dataset = validation.dataset();
      exposeTables(metrics, dataset);
      exposeIssuerData(metrics.issuerData, dataset.issuerData);
    },
  });
}

function exposeTables(metrics: Metrics, dataset: Dataset): void {
  const { dataVersion, sha256, released, loadedAt, rangeCount, brandCount } = dataset;
  metrics.dataInfo.reset();
  metrics.dataInfo.set({ version: dataVersion, sha256 }, 1);
  metrics.dataReleased.set(seconds(new Date(released)));
  metrics.dataLoaded.set(seconds(loadedAt));
  metrics.dataRanges.set(rangeCount);
  metrics.dataBrands.set(brandCount);
}

function exposeIssuerData(metrics: IssuerDataMetrics, data: IssuerDataset): void {
  metrics.info.reset();
  if (data.version !== null && data.sha256 !== null)
    metrics.info.set({ version: data.version, sha256: data.sha256 }, 1);
  setOrRemove(metrics.loaded, data.loadedAt);
  setOrRemove(metrics.built, data.builtAt);
  metrics.rows.set(data.rowCount);
  for (const state of ISSUER_DATA_STATES)
    metrics.state.set({ state } satisfies IssuerDataStateLabels, Number(state === data.state));
}

/** `time() - 0` would look like data of 1970: while there is none the series is absent. */
function setOrRemove(gauge: Gauge, date: Date | null): void {
  if (date === null) gauge.remove();
  else gauge.set(seconds(date));
}

function seconds(date: Date): number {
  return date.getTime() / 1000;
}
