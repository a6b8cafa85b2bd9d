import type { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { BatchAborted } from '../../core/batch/batch-summary.js';

/** There is nobody left to answer, so no work is worth doing. */
export class ClientGone extends Error {
  constructor() {
    super('The client is gone.');
  }
}

/** The bytes of a request as they arrive. Nothing is read ahead: what nobody asked for stays with the client. */
export class BodyReader {
  #end: BatchAborted | ClientGone | null = null;
  #wake: (() => void) | null = null;
  #isOver = false;

  constructor(private readonly raw: IncomingMessage) {
    for (const event of ['readable', 'end', 'error', 'close']) raw.on(event, this.#stirred);
  }

  /** Somebody wants bytes and the client has sent none. */
  get isWaiting(): boolean {
    return this.#wake !== null;
  }

  /** Whoever reads has heard that there is no more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whoever reads gets this error instead of more bytes, at once if it waits for some. */
  stop(reason: BatchAborted | ClientGone): void {
    this.#end = reason;
    this.#stirred();
  }

  /** @throws BatchAborted @throws ClientGone */
  async *chunks(): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      if (this.#end !== null) throw this.#end;
      const chunk = this.raw.read() as Buffer | null;
      if (chunk !== null) yield chunk;
      else if (this.raw.readableEnded) break;
      else if (this.raw.destroyed) throw new ClientGone();
      else await this.#stir();
    }
    this.#isOver = true;
  }

  /** Gives the rest of the body to nobody, so that the next request can be read. */
  release(): void {
    // Whoever still waits for bytes, a decoder perhaps, hears that there are none for it.
    this.stop(new ClientGone());
    for (const event of ['readable', 'end', 'close']) this.raw.off(event, this.#stirred);
    this.raw.resume();
  }

  #stir(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  readonly #stirred = (): void => {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  };
}
