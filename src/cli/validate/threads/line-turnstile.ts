const TURN_AT = 0;
const BYTES = 16;

/**
 * Numbers lines across threads: each passes when its turn has come, and leaves behind how many lines it has. Nobody waits for
 * another's scanning, only for its counting.
 */
export class LineTurnstile {
  readonly #turn: Int32Array;
  readonly #lines: Float64Array;

  constructor(readonly buffer = new SharedArrayBuffer(BYTES)) {
    this.#turn = new Int32Array(buffer, 0, 1);
    this.#lines = new Float64Array(buffer, BYTES / 2, 1);
  }

  /** @param turn Counts from 0 on; here it is an integer of 32 bits, and begins again after 2^32. @returns Number of the first of the lines. */
  pass(turn: number, lines: number): number {
    const due = turn | 0;
    for (let now = this.#now(); now !== due; now = this.#now()) Atomics.wait(this.#turn, TURN_AT, now);
    const before = this.lines;
    this.#lines[0] = before + lines;
    Atomics.store(this.#turn, TURN_AT, due + 1);
    Atomics.notify(this.#turn, TURN_AT);
    return before + 1;
  }

  /** Lines that no task holds. Only between two turns. */
  skip(lines: number): void {
    this.#lines[0] = this.lines + lines;
  }

  get lines(): number {
    return this.#lines[0] ?? 0;
  }

  #now(): number {
    return Atomics.load(this.#turn, TURN_AT);
  }
}
