import type { CardReport, IinReport } from '../../src/core/report.js';
import { CardTables } from '../../src/core/card-tables.js';
import type { IinTable } from '../../src/core/iin-table.js';
import type { IssuerTable } from '../../src/core/issuers/issuer-table.js';
import type {
  IinSource,
  IssuerDataStatus,
  IssuerLookupResult,
  Snapshot,
  ValidationObserver,
} from '../../src/validation/ports.js';

/** Serves whatever snapshot it was given last. */
export class FakeIinSource implements IinSource {
  asked = 0;
  status: IssuerDataStatus = { state: 'none', fault: null, checkedAt: null };
  #snapshot: Snapshot;

  constructor(table: IinTable, issuers: IssuerTable | null = null) {
    this.#snapshot = { tables: new CardTables(table, issuers), loadedAt: new Date('2026-11-22T00:00:00Z') };
  }

  swap(table: IinTable, issuers: IssuerTable | null = null): void {
    this.#snapshot = { tables: new CardTables(table, issuers), loadedAt: new Date('2026-11-23T00:00:00Z') };
  }

  current(): Snapshot {
    this.asked++;
    return this.#snapshot;
  }

  issuerData(): IssuerDataStatus {
    return this.status;
  }
}

/** Remembers what it was told. */
export class RecordingObserver implements ValidationObserver {
  readonly cards: CardReport[] = [];
  readonly iins: IinReport[] = [];
  readonly issuers: IssuerLookupResult[] = [];

  cardValidated(report: CardReport): void {
    this.cards.push(report);
  }

  iinLookedUp(report: IinReport): void {
    this.iins.push(report);
  }

  issuerLookedUp(result: IssuerLookupResult): void {
    this.issuers.push(result);
  }
}
