/** Lets so many in at a time; the others wait in a line. */
export class Turnstile {
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(private readonly insideMax: number) {}

  /** Whoever came in has to leave. */
  async enter(): Promise<void> {
    if (this.#inside === this.insideMax) {
      // The place of the one who leaves.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#inside++;
    }
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#inside--;
    else next();
  }
}
