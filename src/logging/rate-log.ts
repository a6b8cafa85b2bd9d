import type { Log } from './log.js';

/** One line whenever the store of shared budgets begins or ceases to be of use. */
export class RateStoreLog {
  constructor(
    private readonly log: Pick<Log, 'info' | 'warn'>,
    private readonly without: 'open' | 'closed',
  ) {}

  storeReached(): void {
    this.log.info('budgets are shared: Redis answers');
  }

  /** @param fault A word of a closed set. */
  storeLost(fault: string): void {
    this.log.warn('budgets are not shared: Redis cannot be used', { fault, without: this.without });
  }
}

/** One line for each client that begins to look like somebody who tests cards. */
export class AbuseLog {
  constructor(private readonly log: Pick<Log, 'warn'>) {}

  /** Names each field, so that a richer object brings nothing along. */
  clientAlarming(client: {
    readonly clientId: string | null;
    readonly address: string;
    readonly signal: 'sequential' | 'fail_ratio';
  }): void {
    const { clientId, address, signal } = client;
    this.log.warn('a client looks like card testing', { clientId, address, signal });
  }
}
