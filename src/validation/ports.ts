import type { CardTables } from '../core/card-tables.js';
import type { CardReport, IinReport } from '../core/report.js';

/** Where the tables come from. Every use case asks once and keeps what it got until it has answered. */
export interface IinSource {
  current(): Snapshot;
  /** How the issuer data that answers relates to what the operator configured. */
  issuerData(): IssuerDataStatus;
}

/** Loaded, checked, frozen data. */
export interface Snapshot {
  readonly tables: CardTables;
  /** When the youngest of the tables was put in place. */
  readonly loadedAt: Date;
}

/**
 * - `none`: no issuer data is configured. - `current`: what is configured answers. - `stale`: it was not taken, and an older one
 * answers. - `missing`: it was not taken, and there is no older one: our own tables answer alone.
 */
export const ISSUER_DATA_STATES = ['none', 'current', 'stale', 'missing'] as const;
export type IssuerDataState = (typeof ISSUER_DATA_STATES)[number];

export interface IssuerDataStatus {
  readonly state: IssuerDataState;
  /** Why the configured data was not taken: a closed word; null while all is well. */
  readonly fault: string | null;
  /** When the configured data was last looked at and found other than what answers, or right; null before the first look. */
  readonly checkedAt: Date | null;
}

/** What became of issuer data that was looked at. `failed`: it cannot be used. `refused`: sound, but it changes too many answers. */
export const RELOAD_RESULTS = ['swapped', 'unchanged', 'refused', 'failed'] as const;
export type ReloadResult = (typeof RELOAD_RESULTS)[number];

export interface ReloadOutcome {
  readonly result: ReloadResult;
  readonly trigger: ReloadTrigger;
  readonly durationMs: number;
  /** Of the table that answers after it; null while there is none. */
  readonly version: string | null;
  readonly rows: number;
  /** Share of the prefixes known before whose answer the new data changes or removes, 0 to 1; null when nothing was compared. */
  readonly changedShare: number | null;
  readonly fault: string | null;
  /** Base name of the file at fault, and the line in it; null when none is. */
  readonly file: string | null;
  readonly line: number | null;
  /** A sentence for the operator, free of anything a file holds; null when there is nothing to say. */
  readonly hint: string | null;
}

export type ReloadTrigger = 'start' | 'watch' | 'poll' | 'signal' | 'request';

/**
 * Why changes of issuer data are no longer seen at once. `directory_gone`: what was watched is not there. `too_many_watches`: the
 * system grants no more of them. `not_watchable`: anything else.
 */
export type WatchLoss = 'directory_gone' | 'too_many_watches' | 'not_watchable';

/** Told when issuer data was looked at and something came of it. Must not throw. */
export interface ReloadObserver {
  reloadEnded(outcome: ReloadOutcome): void;
  /** Told once, until changes are seen again. */
  watchLost(loss: WatchLoss): void;
}

export const ISSUER_LOOKUP_RESULTS = ['hit', 'several', 'miss'] as const;
export type IssuerLookupResult = (typeof ISSUER_LOOKUP_RESULTS)[number];

/** Told about every answer, after it was made. Must not throw and must not keep what it is shown. */
export interface ValidationObserver {
  cardValidated(report: CardReport): void;
  iinLookedUp(report: IinReport): void;
  /** Only while an issuer table is loaded, and only for digits that could be looked up in it. */
  issuerLookedUp(result: IssuerLookupResult): void;
}

export type Clock = () => Date;
