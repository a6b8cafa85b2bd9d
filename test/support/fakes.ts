import type { CardReport, IinReport } from '../../src/core/report.js';
import type { IinTable } from '../../src/core/iin-table.js';
import type { IinSource, Snapshot, ValidationObserver } from '../../src/validation/ports.js';

/** Serves whatever snapshot it was given last. */
export class FakeIinSource implements IinSource {
  asked = 0;
  #snapshot: Snapshot;

  constructor(table: IinTable, loadedAt = new Date('2026-11-22T00:00:00Z')) {
    this.#snapshot = { table, loadedAt };
  }

  swap(table: IinTable): void {
    this.#snapshot = { table, loadedAt: new Date('2026-11-23T00:00:00Z') };
  }

  current(): Snapshot {
    this.asked++;
    return this.#snapshot;
  }
}

/** Remembers what it was told. */
export class RecordingObserver implements ValidationObserver {
  readonly cards: CardReport[] = [];
  readonly iins: IinReport[] = [];

  cardValidated(report: CardReport): void {
    this.cards.push(report);
  }

  iinLookedUp(report: IinReport): void {
    this.iins.push(report);
  }
}
