import type { Log } from './log.js';

/** One line for each look at the certificate that came to something: closed words and a time. */
export class TlsLog {
  constructor(private readonly log: Pick<Log, 'info' | 'error'>) {}

  certificateTaken(notAfter: Date, trigger: string): void {
    this.log.info('certificate taken', { trigger, notAfter: notAfter.toISOString() });
  }

  certificateUnchanged(trigger: string): void {
    this.log.info('certificate unchanged', { trigger });
  }

  /** @param fault One of a closed set. */
  certificateRefused(fault: string, trigger: string): void {
    this.log.error('certificate not taken: the one before goes on serving', { trigger, fault });
  }
}
