import { TRIPWIRE_RESULTS, type TripwireLabels, type TripwireResult, type WatchSeries } from './watch-series.js';

/** The counter reads the tripwire when it is scraped, so the log needs to know no metric. */
export function exposeTripwire(series: WatchSeries, counts: Readonly<Record<TripwireResult, number>>): void {
  const { tripwire } = series;
  Object.assign(tripwire, {
    collect: () => {
      tripwire.reset();
      for (const result of TRIPWIRE_RESULTS) tripwire.inc({ result } satisfies TripwireLabels, counts[result]);
    },
  });
}
