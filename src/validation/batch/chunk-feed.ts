import { BatchAborted, type AbortReason } from '../../core/batch/batch-summary.js';

/** Takes in bytes of a chunk from `at` on. @returns Where it stopped. */
type Sink = (chunk: Uint8Array, at: number) => number;

const NOTHING = new Uint8Array(0);

/** The chunks of a batch, read one at a time and never before somebody asked. */
export class ChunkFeed {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = NOTHING;
  #at = 0;
  #isReading = false;
  #isOver = false;
  #reason: AbortReason | null = null;
  #failure: { readonly error: unknown } | null = null;
  #bytesRead = 0;

  /** @param onNews Called when what was asked for is there. */
  constructor(
    chunks: AsyncIterable<Uint8Array>,
    private readonly onNews: () => void,
  ) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  get hasBytes(): boolean {
    return this.#at < this.#chunk.length;
  }

  /** Nothing comes any more, and everything that came was taken. */
  get isOver(): boolean {
    return this.#isOver && !this.hasBytes;
  }

  /** Why it is over too early; null when it is not. */
  get reason(): AbortReason | null {
    return this.#reason;
  }

  pour(sink: Sink): void {
    this.#at = sink(this.#chunk, this.#at);
    if (!this.hasBytes) this.#hold(NOTHING);
  }

  /** Asks for the next chunk, unless that was done already or none is to come. */
  request(): void {
    if (this.#isReading || this.#isOver || this.hasBytes) return;
    this.#isReading = true;
    void this.#read();
  }

  /** @throws whatever the source threw, unless it was `BatchAborted`. */
  throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Tells the source that nobody reads on. */
  async close(): Promise<void> {
    const wasReading = this.#isReading;
    const isOver = this.#isOver;
    this.#isOver = true;
    this.#hold(NOTHING);
    if (isOver) return;
    // What a source does on its way out is its own business.
    const closed = Promise.resolve(this.#iterator.return?.()).catch(() => undefined);
    // A source that is waiting for its next chunk may hear of this only when that comes.
    if (!wasReading) await closed;
  }

  async #read(): Promise<void> {
    try {
      const next = await this.#iterator.next();
      if (next.done === true) this.#isOver = true;
      else this.#take(next.value);
    } catch (error) {
      this.#isOver = true;
      if (error instanceof BatchAborted) this.#reason = error.reason;
      else this.#failure = { error };
    }
    this.#isReading = false;
    this.onNews();
  }

  #take(chunk: Uint8Array): void {
    // Closed meanwhile.
    if (this.#isOver) return;
    this.#bytesRead += chunk.length;
    this.#hold(chunk);
  }

  #hold(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }
}
