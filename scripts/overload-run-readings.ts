/** What a generator is told. */
export interface Order {
  readonly port: number;
  /** The whole request, as it goes over the wire. */
  readonly request: string;
  readonly connections: number;
  readonly phases: readonly Pace[];
  /** How long the last answers are waited for. */
  readonly patienceMs: number;
}

export interface Pace {
  /** Arrivals per second; 0 for a closed loop. */
  readonly rate: number;
  readonly seconds: number;
}

export interface Reading {
  /** Milliseconds since the epoch. */
  readonly beganAtMs: number;
  readonly seconds: number;
  readonly arrived: number;
  /** Good answers to what arrived in this phase, whenever they came. */
  readonly good: number;
  /** Good answers that came during this phase. */
  readonly goodMeanwhile: number;
  /** Arrivals that found every connection busy, and were not sent. */
  readonly unsent: number;
  readonly refused: number;
  /** Another status than 200, 429 or 503, or no answer because the connection was closed. */
  readonly failed: number;
  /** How often each status failed; 0 is a connection that was closed. */
  readonly failures: Readonly<Record<string, number>>;
  readonly goodMs: Quantiles;
  readonly refusedMs: Quantiles;
  /** Milliseconds into the phase from which on 95 of 100 arrivals had good answers; of windows of 250 ms. */
  readonly steadyFromMs: number;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

const WINDOW_MS = 250;
const STEADY_SHARE = 0.95;
const REFUSALS: readonly number[] = [429, 503];

/** Counts of one phase; an arrival belongs to the phase in which it was due, whenever it is answered. */
class PhaseCounts {
  arrived = 0;
  good = 0;
  goodMeanwhile = 0;
  unsent = 0;
  refused = 0;
  failed = 0;
  readonly failures: Record<string, number> = {};
  readonly goodMs: number[] = [];
  readonly refusedMs: number[] = [];
  readonly windows: { arrived: number; good: number }[] = [];

  readonly beginMs: number;
  readonly seconds: number;

  constructor(beginMs: number, seconds: number) {
    this.beginMs = beginMs;
    this.seconds = seconds;
  }

  fail(status: number): void {
    this.failed += 1;
    this.failures[status] = (this.failures[status] ?? 0) + 1;
  }

  window(dueMs: number): { arrived: number; good: number } {
    const index = Math.floor((dueMs - this.beginMs) / WINDOW_MS);
    while (this.windows.length <= index) this.windows.push({ arrived: 0, good: 0 });
    return this.windows[index] ?? { arrived: 0, good: 0 };
  }

  reading(): Reading {
    const unsteady = this.windows.findLastIndex(({ arrived, good }) => good < arrived * STEADY_SHARE);
    return {
      beganAtMs: performance.timeOrigin + this.beginMs,
      ...{ seconds: this.seconds, arrived: this.arrived, good: this.good, refused: this.refused, failed: this.failed },
      ...{ goodMeanwhile: this.goodMeanwhile, unsent: this.unsent, failures: this.failures },
      ...{ goodMs: quantiles(this.goodMs), refusedMs: quantiles(this.refusedMs) },
      steadyFromMs: (unsteady + 1) * WINDOW_MS,
    };
  }
}

export class Readings {
  readonly #paces: readonly Pace[];
  #phases: readonly PhaseCounts[] = [];

  constructor(paces: readonly Pace[]) {
    this.#paces = paces;
  }

  begin(beginMs: number): void {
    let nextMs = beginMs;
    this.#phases = this.#paces.map(({ seconds }) => {
      const counts = new PhaseCounts(nextMs, seconds);
      nextMs += seconds * 1000;
      return counts;
    });
  }

  arrived(dueMs: number): void {
    const phase = this.#phaseOf(dueMs);
    phase.arrived += 1;
    phase.window(dueMs).arrived += 1;
  }

  unsent(dueMs: number): void {
    this.#phaseOf(dueMs).unsent += 1;
  }

  answered(status: number, dueMs: number, nowMs: number): void {
    const phase = this.#phaseOf(dueMs);
    if (status === 200) {
      phase.good += 1;
      phase.window(dueMs).good += 1;
      this.#phaseOf(nowMs).goodMeanwhile += 1;
      phase.goodMs.push(nowMs - dueMs);
    } else if (REFUSALS.includes(status)) {
      phase.refused += 1;
      phase.refusedMs.push(nowMs - dueMs);
    } else phase.fail(status);
  }

  lost(dueMs: number): void {
    this.#phaseOf(dueMs).fail(0);
  }

  result(): readonly Reading[] {
    return this.#phases.map((phase) => phase.reading());
  }

  #phaseOf(dueMs: number): PhaseCounts {
    const phase = this.#phases.findLast(({ beginMs }) => beginMs <= dueMs) ?? this.#phases[0];
    if (phase === undefined) throw new Error('An arrival before the first phase.');
    return phase;
  }
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? NaN) * 10) / 10;
  return { p50: at(0.5), p99: at(0.99) };
}
