import type { CardValidationService } from '../validation/card-validation.service.js';
import type { Metrics } from './metrics.js';

/** The data gauges read the tables when they are scraped, so a reload needs to tell nobody. */
export function exposeDataset(metrics: Metrics, validation: Pick<CardValidationService, 'dataset'>): void {
  Object.assign(metrics.dataInfo, {
    // Invariant: `dataInfo` is declared before the other data gauges, so its collect runs first in a scrape.
    collect: () => {
      const { dataVersion, sha256, loadedAt, rangeCount, brandCount } = validation.dataset();
      metrics.dataInfo.reset();
      metrics.dataInfo.set({ version: dataVersion, sha256 }, 1);
      metrics.dataLoaded.set(loadedAt.getTime() / 1000);
      metrics.dataRanges.set(rangeCount);
      metrics.dataBrands.set(brandCount);
    },
  });
}
