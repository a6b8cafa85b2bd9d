import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;
const WINDOW_MS = 5000;
const NANOSECONDS_PER_MS = 1e6;

/** How late the event loop runs, as the 99th percentile of the last full window: one slow moment an hour ago does not count. */
export class EventLoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #roll: NodeJS.Timeout;
  #p99Ms = 0;

  constructor(windowMs = WINDOW_MS) {
    this.#histogram.enable();
    this.#roll = setInterval(() => this.#closeWindow(), windowMs).unref();
  }

  get p99Ms(): number {
    return this.#p99Ms;
  }

  stop(): void {
    clearInterval(this.#roll);
    this.#histogram.disable();
  }

  /** The histogram holds the whole time between two ticks; what exceeds the resolution is the delay. */
  #closeWindow(): void {
    const betweenTicksMs = this.#histogram.percentile(99) / NANOSECONDS_PER_MS;
    this.#p99Ms = Math.max(0, Math.round(betweenTicksMs - RESOLUTION_MS));
    this.#histogram.reset();
  }
}
