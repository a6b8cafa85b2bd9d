/** Wakes the one who waits for whatever comes next. Rung while nobody waits, the next wait is over at once. */
export class Bell {
  #isRung = false;
  #waiter: (() => void) | null = null;

  readonly ring = (): void => {
    const waiter = this.#waiter;
    this.#waiter = null;
    this.#isRung = waiter === null;
    waiter?.();
  };

  wait(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#isRung) this.#waiter = resolve;
      else resolve();
      this.#isRung = false;
    });
  }
}
