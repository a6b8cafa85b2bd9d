import type { Log } from './log.js';

/** A line per refusal would be work at the worst time. */
const EVERY_MS = 5_000;

/** Says how many requests were refused: once when it begins, then in sums. */
export class ShedLog {
  #count = 0;
  #isQuiet = false;

  constructor(private readonly log: Pick<Log, 'warn'>) {}

  requestsShed(_reason: string, count: number): void {
    this.#count += count;
    if (!this.#isQuiet) this.#say();
  }

  #say(): void {
    this.#isQuiet = this.#count > 0;
    if (!this.#isQuiet) return;
    this.log.warn('requests refused: overload', { count: this.#count });
    this.#count = 0;
    setTimeout(() => this.#say(), EVERY_MS).unref();
  }
}
