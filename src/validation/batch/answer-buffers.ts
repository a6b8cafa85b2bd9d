import { SPARE_ANSWERS_MAX } from './batch-sizes.js';

/** Buffers that answers of workers went through, for whichever batch needs one next. Kept only while there are batches with workers. */
export class AnswerBuffers {
  readonly #spare: ArrayBuffer[] = [];
  #users = 0;

  /** A batch needs them from now on; `close` has to follow. */
  open(): void {
    this.#users++;
  }

  /** @returns As many as there are, `countMax` at most. */
  take(countMax: number): readonly ArrayBuffer[] {
    return this.#spare.splice(0, countMax);
  }

  giveBack(buffer: ArrayBuffer): void {
    if (this.#users > 0 && this.#spare.length < SPARE_ANSWERS_MAX) this.#spare.push(buffer);
  }

  close(): void {
    this.#users--;
    if (this.#users === 0) this.#spare.length = 0;
  }
}
