/** Where buffers come from and go to, all of one length; those it is given were overwritten. */
export interface BufferStock {
  takeBuffer(): ArrayBuffer;
  giveBackBuffer(buffer: ArrayBuffer): void;
}

/**
 * The buffers that the input of one batch goes through, used again and again. They hold card numbers, so each is overwritten when the
 * batch is over; one that is with a worker then, as soon as it is back.
 */
export class InputBuffers {
  readonly #held = new Set<ArrayBuffer>();
  readonly #free: ArrayBuffer[] = [];
  #isClosed = false;

  constructor(private readonly stock: BufferStock) {}

  readonly take = (): ArrayBuffer => {
    const buffer = this.#free.pop() ?? this.stock.takeBuffer();
    this.#held.add(buffer);
    return buffer;
  };

  /** Somebody else has it now. */
  handOver(buffer: ArrayBuffer): void {
    this.#held.delete(buffer);
  }

  giveBack(buffer: ArrayBuffer): void {
    this.#held.delete(buffer);
    if (this.#isClosed) this.#dispose(buffer);
    else this.#free.push(buffer);
  }

  close(): void {
    this.#isClosed = true;
    for (const buffer of [...this.#held, ...this.#free]) this.#dispose(buffer);
    this.#held.clear();
    this.#free.length = 0;
  }

  #dispose(buffer: ArrayBuffer): void {
    new Uint8Array(buffer).fill(0);
    this.stock.giveBackBuffer(buffer);
  }
}
