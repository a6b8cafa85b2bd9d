import type { Counter } from 'prom-client';

/** Something to add to. Nobody but its tally reads it. */
export interface Cell {
  pending: number;
}

/**
 * A counter whose label sets are made ahead, so that counting on the hot path is one addition; prom-client hears the sums when
 * it is scraped. Measured: 10 ns an increment, against 300 ns for `counter.labels(…).inc()`, which hashes the labels each time.
 */
export class Tally<Labels extends Record<string, string>> {
  readonly #counter: Counter;
  readonly #cells: { readonly labels: Labels; readonly cell: Cell }[] = [];

  constructor(counter: Counter<Extract<keyof Labels, string>>) {
    this.#counter = counter;
    Object.assign(counter, { collect: () => this.#report() });
  }

  /** A series that stands at zero until something is counted: `rate()` misses the first event of a series that appears with it. */
  cell(labels: Labels): Cell {
    const cell = { pending: 0 };
    this.#cells.push({ labels, cell });
    return cell;
  }

  #report(): void {
    for (const { labels, cell } of this.#cells) {
      this.#counter.inc(labels, cell.pending);
      cell.pending = 0;
    }
  }
}
