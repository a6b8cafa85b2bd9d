import type { BatchObserver } from '../../../src/validation/batch/batch-ports.js';

type BatchEnd = Parameters<BatchObserver['batchEnded']>[0];

/** Sees batches come and go. */
export class BatchWatcher implements BatchObserver {
  opened = 0;
  blocks = 0;
  readonly ends: BatchEnd[] = [];
  #waiting: (() => void)[] = [];

  batchOpened(): void {
    this.opened++;
    this.#tell();
  }

  blockAnswered(): void {
    this.blocks++;
    this.#tell();
  }

  batchEnded(end: BatchEnd): void {
    this.ends.push(end);
    this.#tell();
  }

  /** Resolves as soon as that many batches have ended. */
  async untilEnded(count: number): Promise<BatchEnd> {
    while (this.ends.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.ends[count - 1]!;
  }

  async untilOpened(count: number): Promise<void> {
    while (this.opened < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #tell(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
