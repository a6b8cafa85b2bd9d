import type { Log } from './log.js';

/** Somebody who was not let in. The type is the whole list of what may be in the line. */
export interface RefusalEntry {
  readonly requestId: string;
  /** The route's template or `unmatched`; never a path. */
  readonly route: string;
  readonly reason: string;
  readonly kind: string;
  /** Of a credential that we know; never what was shown. */
  readonly clientId: string | null;
  /** IP address, or `local`. */
  readonly address: string;
}

/** Somebody who had files taken anew. */
export type AskedEntry = Pick<RefusalEntry, 'requestId' | 'clientId' | 'address'>;

export type SpentEntry = Omit<RefusalEntry, 'reason' | 'kind'>;

export interface AccessReloadEntry {
  readonly trigger: string;
  readonly result: 'swapped' | 'unchanged' | 'failed';
  readonly credentials: number;
  /** A sentence of ours. */
  readonly hint: string | null;
}

/** Who was refused and why, and what became of the list of those who are not: lines for whoever looks into it later. */
export class AccessAudit {
  constructor(private readonly log: Pick<Log, 'info' | 'warn' | 'error'>) {}

  /** Names each field, so that a richer object brings nothing along. */
  accessRefused({ requestId, route, reason, kind, clientId, address }: RefusalEntry): void {
    this.log.warn('access refused', { requestId, route, reason, kind, clientId, address });
  }

  budgetSpent({ requestId, route, clientId, address }: SpentEntry): void {
    this.log.warn('budget of cards spent', { requestId, route, clientId, address });
  }

  reloadAsked({ requestId, clientId, address }: AskedEntry): void {
    this.log.info('reload asked', { requestId, clientId, address });
  }

  fileReloaded({ trigger, result, credentials, hint }: AccessReloadEntry): void {
    switch (result) {
      case 'swapped':
        this.log.info('credentials taken', { trigger, credentials });
        return;
      case 'unchanged':
        this.log.info('credentials unchanged', { trigger, credentials });
        return;
      case 'failed':
        this.log.error('credentials not taken: those before go on', { trigger, credentials, hint });
        return;
      default:
        result satisfies never;
    }
  }
}
