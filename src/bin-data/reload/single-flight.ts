/**
 * One run at a time. Whatever is asked for during a run may be about something newer than the run has seen, so it is answered by
 * one more run after it, however many ask.
 */
export class SingleFlight<Ask, Answer> {
  #running: Promise<Answer> | null = null;
  #waiting: { ask: Ask; readonly answer: PromiseWithResolvers<Answer> } | null = null;

  constructor(
    private readonly run: (ask: Ask) => Promise<Answer>,
    /** What one run does for two that ask. */
    private readonly merge: (first: Ask, second: Ask) => Ask,
  ) {}

  ask(ask: Ask): Promise<Answer> {
    if (this.#running === null) return this.#begin(ask);
    if (this.#waiting === null) this.#waiting = { ask, answer: Promise.withResolvers<Answer>() };
    else this.#waiting.ask = this.merge(this.#waiting.ask, ask);
    return this.#waiting.answer.promise;
  }

  /** Resolves once nothing runs and nobody waits. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running.catch(() => undefined);
  }

  #begin(ask: Ask): Promise<Answer> {
    const running = this.run(ask);
    this.#running = running;
    const next = (): void => this.#next();
    running.then(next, next);
    return running;
  }

  #next(): void {
    const waiting = this.#waiting;
    this.#running = null;
    this.#waiting = null;
    if (waiting !== null) waiting.answer.resolve(this.#begin(waiting.ask));
  }
}
