import { CardTables } from '../../core/card-tables.js';
import type { IinTable } from '../../core/iin-table.js';
import type {
  Clock,
  IinSource,
  IssuerDataStatus,
  ReloadObserver,
  ReloadOutcome,
  ReloadTrigger,
  Snapshot,
} from '../../validation/ports.js';
import { IssuerDataError } from '../issuer-data-error.js';
import { type Fingerprint, fingerprintOf, UNSEEN } from './issuer-fingerprint.js';
import type { IssuerLoader } from './issuer-loader.js';
import { failed, IssuerTaker, type Taken, type TakingPlan } from './issuer-taking.js';
import { IssuerWatch } from './issuer-watch.js';
import { loaderFailed } from './loader-failed.js';
import { PatientLook } from './patient-look.js';
import { ReloadReport } from './reload-report.js';
import { worthAgainAfterMs } from './second-chance.js';
import { SingleFlight } from './single-flight.js';

/** What the operator configured. */
export interface IssuerDataPlan extends TakingPlan {
  /** 0: never. */
  readonly pollMs: number;
}

export interface ReloadingParts {
  readonly embedded: IinTable;
  readonly loader: IssuerLoader;
  readonly observer: ReloadObserver;
  readonly clock: Clock;
}

interface Ask {
  readonly trigger: ReloadTrigger;
  /** Load even if the file system tells of no change. */
  readonly isForced: boolean;
}

/**
 * Answers from the embedded table and the issuer data of the operator, and takes that anew when it changes. New data is loaded,
 * checked and compared aside; one assignment puts it in place. Whatever is wrong with it, what answered before goes on answering.
 */
export class ReloadingIinSource implements IinSource {
  #snapshot: Snapshot;
  #status: IssuerDataStatus = { state: 'missing', fault: null, checkedAt: null };
  /** What the file system said when the data was last loaded, and when that is worth another load. */
  #seen: { readonly fingerprint: Fingerprint; readonly againAt: number } | null = null;
  #poll: NodeJS.Timeout | null = null;
  #isWatching = false;
  readonly #stopping = new AbortController();
  readonly #fileSystem = new PatientLook(this.#stopping.signal);
  readonly #taker: IssuerTaker;
  readonly #report: ReloadReport;
  readonly #watch: IssuerWatch;
  readonly #loads = new SingleFlight(
    (ask: Ask) => this.#look(ask),
    (first, second) => (second.isForced ? second : first),
  );

  constructor(
    private readonly plan: IssuerDataPlan,
    private readonly parts: ReloadingParts,
  ) {
    const { embedded, observer, clock } = parts;
    this.#snapshot = { tables: new CardTables(embedded, null), loadedAt: clock() };
    this.#taker = new IssuerTaker(plan, parts.loader, { fingerprint: () => this.#fingerprint() });
    this.#report = new ReloadReport(observer);
    this.#watch = new IssuerWatch(plan.path, {
      changed: () => void this.lookForChange('watch'),
      lost: (loss) => observer.watchLost(loss),
    });
  }

  current(): Snapshot {
    return this.#snapshot;
  }

  issuerData(): IssuerDataStatus {
    return this.#status;
  }

  /** Loads for the first time, and watches and polls from then on. */
  async start(): Promise<ReloadOutcome | null> {
    this.#isWatching = true;
    const outcome = await this.reload('start');
    const { pollMs } = this.plan;
    if (pollMs > 0 && !this.#hasStopped())
      this.#poll = setInterval(() => void this.lookForChange('poll'), pollMs).unref();
    return outcome;
  }

  /** Loads whatever the file system says. @returns null when the source was stopped meanwhile. */
  reload(trigger: ReloadTrigger): Promise<ReloadOutcome | null> {
    return this.#loads.ask({ trigger, isForced: true });
  }

  /** Loads if there may be something new. @returns null when there is not. */
  lookForChange(trigger: ReloadTrigger): Promise<ReloadOutcome | null> {
    return this.#loads.ask({ trigger, isForced: false });
  }

  /** Breaks off a load that runs. Nothing of this keeps the process alive afterwards, and the data stays as it is. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#watch.stop();
    await this.#taker.stop();
    await this.#loads.settled();
  }

  async #look({ trigger, isForced }: Ask): Promise<ReloadOutcome | null> {
    const begin = performance.now();
    const seen = await this.#lookCloser();
    if (this.#hasStopped()) return null;
    if (seen instanceof IssuerDataError)
      return this.#settle({ taking: failed(seen), fingerprint: UNSEEN }, trigger, begin);
    if (!isForced && this.#isKnown(seen)) {
      this.#status = { ...this.#status, checkedAt: this.parts.clock() };
      return null;
    }
    const taken = await this.#taker.take(seen, this.#snapshot.tables.issuers);
    return this.#hasStopped() ? null : this.#settle(taken, trigger, begin);
  }

  /** First the watch, then the look: what changes between the two is seen by either. */
  async #lookCloser(): Promise<Fingerprint | IssuerDataError> {
    try {
      if (this.#isWatching) await this.#fileSystem.take(() => this.#watch.arm());
      return await this.#fingerprint();
    } catch (error) {
      return error instanceof IssuerDataError ? error : loaderFailed(error);
    }
  }

  #fingerprint(): Promise<Fingerprint> {
    return this.#fileSystem.take(() => fingerprintOf(this.plan.path));
  }

  #isKnown({ text }: Fingerprint): boolean {
    const seen = this.#seen;
    if (seen === null || !seen.fingerprint.isSettled || seen.fingerprint.text !== text) return false;
    return performance.now() < seen.againAt;
  }

  /** Puts in place what was taken, and tells what came of it. */
  #settle({ taking, fingerprint }: Taken, trigger: ReloadTrigger, begin: number): ReloadOutcome {
    const { embedded, clock } = this.parts;
    if (taking.result === 'swapped')
      this.#snapshot = { tables: new CardTables(embedded, taking.table), loadedAt: clock() };
    const { issuers } = this.#snapshot.tables;
    const fault = 'error' in taking ? taking.error.fault : null;
    const fallback = issuers === null ? 'missing' : 'stale';
    this.#seen = { fingerprint, againAt: performance.now() + worthAgainAfterMs(fault, taking.result) };
    this.#status = { state: fault === null ? 'current' : fallback, fault, checkedAt: clock() };
    const durationMs = Math.round(performance.now() - begin);
    return this.#report.ended(taking, { trigger, durationMs, issuers, fingerprint: fingerprint.text });
  }

  /** Asked anew after each wait. */
  #hasStopped(): boolean {
    return this.#stopping.signal.aborted;
  }
}
