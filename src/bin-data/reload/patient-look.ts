import { IssuerDataError } from '../issuer-data-error.js';

/** Longer than a file system takes that answers at all. */
const ANSWER_MS_MAX = 10_000;
const HINT = 'The file system does not answer.';

/**
 * Looks at a file system that may never answer, such as a mount whose server is gone. A question that is asked there holds one of the
 * process's few threads for files, so while one is open none is asked after it.
 */
export class PatientLook {
  #isOpen = false;

  constructor(
    /** Ends the wait, though not the question. */
    private readonly stopping: AbortSignal,
    private readonly answerMsMax = ANSWER_MS_MAX,
  ) {}

  /** @throws IssuerDataError `timed_out`, and whatever the look throws. */
  async take<T>(look: () => Promise<T>): Promise<T> {
    if (this.#isOpen || this.stopping.aborted) throw new IssuerDataError('timed_out', { hint: HINT });
    this.#isOpen = true;
    const looking = look().finally(() => (this.#isOpen = false));
    // It may fail after nobody waits for it any more.
    looking.catch(() => undefined);
    const { promise: waiting, reject } = Promise.withResolvers<never>();
    const giveUp = (): void => reject(new IssuerDataError('timed_out', { hint: HINT }));
    const timer = setTimeout(giveUp, this.answerMsMax);
    this.stopping.addEventListener('abort', giveUp);
    try {
      return await Promise.race([looking, waiting]);
    } finally {
      clearTimeout(timer);
      this.stopping.removeEventListener('abort', giveUp);
    }
  }
}
