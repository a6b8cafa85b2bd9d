import type { TlsEndObserver } from './tls-observer.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Authorities that issue for weeks renew well before it. */
const WARN_MS = 14 * DAY_MS;
/** The second that `notAfter` names is still good. */
const TICK_MS = 1000;

/** Says, once a day and at the end itself, that the certificate which serves ends. It goes on serving: clients turn away by themselves. */
export class CertificateEnd {
  #notAfter: Date | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly observer: TlsEndObserver,
    private readonly now: () => Date,
    private readonly everyMs = DAY_MS,
  ) {}

  /** From now on this is the end that counts. */
  watch(notAfter: Date): void {
    this.#notAfter = notAfter;
    this.look();
  }

  /** Says how things stand, if there is something to say, and looks again later. */
  look(): void {
    this.stop();
    if (this.#notAfter === null) return;
    const leftMs = this.#notAfter.getTime() - this.now().getTime();
    if (leftMs < 0) this.observer.certificateEnded(this.#notAfter);
    else if (leftMs <= WARN_MS) this.observer.certificateEnds(this.#notAfter, Math.floor(leftMs / DAY_MS));
    const nextMs = leftMs < 0 ? this.everyMs : Math.min(this.everyMs, leftMs + TICK_MS);
    this.#timer = setTimeout(() => this.look(), nextMs).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
