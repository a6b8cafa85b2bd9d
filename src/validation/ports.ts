import type { CardReport, IinReport } from '../core/report.js';
import type { IinTable } from '../core/iin-table.js';

/** Where the tables come from. Every use case asks once and keeps what it got until it has answered. */
export interface IinSource {
  current(): Snapshot;
}

/** Loaded, checked, frozen data. */
export interface Snapshot {
  readonly table: IinTable;
  readonly loadedAt: Date;
}

/** Told about every answer, after it was made. Must not throw and must not keep what it is shown. */
export interface ValidationObserver {
  cardValidated(report: CardReport): void;
  iinLookedUp(report: IinReport): void;
}

export type Clock = () => Date;
