const BYTES = 4;

/** Keeps a thread from making records faster than they are written: their memory is bounded, whatever the input. */
export class WriteCredit {
  readonly #unwritten: Int32Array;

  constructor(readonly buffer = new SharedArrayBuffer(BYTES)) {
    this.#unwritten = new Int32Array(buffer);
  }

  /** Before something is handed over: waits while as much as `max` waits to be written. */
  take(max: number): void {
    for (let now = this.#now(); now >= max; now = this.#now()) Atomics.wait(this.#unwritten, 0, now);
    Atomics.add(this.#unwritten, 0, 1);
  }

  /** What was handed over longest ago is written. */
  giveBack(): void {
    Atomics.sub(this.#unwritten, 0, 1);
    Atomics.notify(this.#unwritten, 0);
  }

  #now(): number {
    return Atomics.load(this.#unwritten, 0);
  }
}
