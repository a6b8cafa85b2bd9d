/** A client that behaves, while others do not. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Buffer } from 'node:buffer';
import { Wire } from '../test/hostile/fuzz/wire.ts';

const EVERY_MS = 10;
const QUESTION = Buffer.from(
  'POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 26\r\n\r\n{"pan":"4111111111111111"}',
);

export class Probe {
  readonly #wire: Wire;
  readonly #timesMs: number[] = [];
  #isOver = false;
  #asking: Promise<void> = Promise.resolve();
  failures = 0;

  constructor(port: number) {
    this.#wire = new Wire(port);
  }

  start(): this {
    this.#asking = this.#ask();
    return this;
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#asking;
    this.#wire.close();
  }

  /** The times since the last time somebody asked. */
  take(): { readonly count: number; readonly p50: number; readonly p99: number; readonly max: number } {
    const times = this.#timesMs.splice(0).sort((a, b) => a - b);
    const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
    return { count: times.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  }

  async #ask(): Promise<void> {
    while (!this.#isOver) {
      const since = performance.now();
      const answer = await this.#wire.ask(QUESTION);
      this.#timesMs.push(performance.now() - since);
      if (answer?.status !== 200) this.failures++;
      await sleep(EVERY_MS);
    }
  }
}
