import { type Cell, Tally } from './tally.js';
import { UNANSWERED_REASONS, type UnansweredLabels, type UnansweredReason, type WatchSeries } from './watch-series.js';

/** Counts what no route answered. */
export class UnansweredMetrics {
  readonly #byReason: ReadonlyMap<UnansweredReason, Cell>;

  constructor({ unanswered }: Pick<WatchSeries, 'unanswered'>) {
    const tally = new Tally<UnansweredLabels>(unanswered);
    this.#byReason = new Map(UNANSWERED_REASONS.map((reason) => [reason, tally.cell({ reason })]));
  }

  requestUnanswered(reason: UnansweredReason): void {
    const cell = this.#byReason.get(reason);
    if (cell !== undefined) cell.pending++;
  }
}
