import type { TlsFault } from './tls-fault.js';

/** Why the files were looked at. */
export type TlsLookTrigger = 'start' | 'signal' | 'request' | 'watch' | 'poll';

/** Hears that the certificate which serves is about to end, or has. */
export interface TlsEndObserver {
  certificateEnds(notAfter: Date, daysLeft: number): void;
  certificateEnded(notAfter: Date): void;
}

/** Hears what came of looking at the files. The same trouble with the same files is told once, unless somebody asked. */
export interface TlsObserver {
  certificateTaken(notAfter: Date, trigger: TlsLookTrigger): void;
  /** Somebody asked, or there was trouble before. */
  certificateUnchanged(trigger: TlsLookTrigger): void;
  /** The one that was taken last goes on serving. */
  certificateRefused(fault: TlsFault, trigger: TlsLookTrigger): void;
}
