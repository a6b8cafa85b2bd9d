import type { Log } from './log.js';

/** One line for each look at the certificate that came to something, and one a day towards its end: closed words and a time. */
export class TlsLog {
  constructor(private readonly log: Pick<Log, 'info' | 'warn' | 'error'>) {}

  certificateTaken(notAfter: Date, trigger: string): void {
    this.log.info('certificate taken', { trigger, notAfter: notAfter.toISOString() });
  }

  certificateUnchanged(trigger: string): void {
    this.log.info('certificate unchanged', { trigger });
  }

  certificateEnds(notAfter: Date, daysLeft: number): void {
    this.log.warn('the certificate that serves expires soon', { notAfter: notAfter.toISOString(), daysLeft });
  }

  certificateEnded(notAfter: Date): void {
    this.log.error('the certificate that serves has expired', { notAfter: notAfter.toISOString() });
  }

  /** @param fault One of a closed set. */
  certificateRefused(fault: string, trigger: string): void {
    this.log.error('certificate not taken: the one before goes on serving', { trigger, fault });
  }
}
