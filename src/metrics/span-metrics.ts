import { type Cell, Tally } from './tally.js';
import { SPAN_RESULTS, type SpanLabels, type SpanResult, type WatchSeries } from './watch-series.js';

/** Counts what becomes of spans. */
export class SpanMetrics {
  readonly #byResult: ReadonlyMap<SpanResult, Cell>;

  constructor({ spans }: Pick<WatchSeries, 'spans'>) {
    const tally = new Tally<SpanLabels>(spans);
    this.#byResult = new Map(SPAN_RESULTS.map((result) => [result, tally.cell({ result })]));
  }

  spansEnded(result: SpanResult, count: number): void {
    const cell = this.#byResult.get(result);
    if (cell !== undefined) cell.pending += count;
  }
}
