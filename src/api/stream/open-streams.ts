import type { AbortReason } from '../../core/batch/batch-summary.js';

/** A stream under way. */
export interface Abortable {
  /** Ends it early: what was read is answered, the summary says why, and the connection closes. */
  abort(reason: AbortReason): void;
}

/** The streams of one server, so that they have a limit and can be ended together. */
export class OpenStreams {
  readonly #streams = new Set<Abortable>();

  constructor(private readonly max: number) {}

  get isFull(): boolean {
    return this.#streams.size >= this.max;
  }

  get count(): number {
    return this.#streams.size;
  }

  enter(stream: Abortable): void {
    this.#streams.add(stream);
  }

  leave(stream: Abortable): void {
    this.#streams.delete(stream);
  }

  /** Ends every stream with the summary `shutting_down`. */
  shutDown(): void {
    for (const stream of this.#streams) stream.abort('shutting_down');
  }
}
