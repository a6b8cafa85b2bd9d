export type Phase = 'starting' | 'ready' | 'draining';

/** Where the process stands in its life. It only moves forward: a drain cannot be taken back. */
export class ReadinessState {
  #phase: Phase = 'starting';

  get phase(): Phase {
    return this.#phase;
  }

  becomeReady(): void {
    if (this.#phase === 'starting') this.#phase = 'ready';
  }

  beginDraining(): void {
    this.#phase = 'draining';
  }
}
