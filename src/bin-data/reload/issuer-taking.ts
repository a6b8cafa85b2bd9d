import { setTimeout as sleep } from 'node:timers/promises';
import { IssuerTable } from '../../core/issuers/issuer-table.js';
import { ArtifactError } from '../../core/section-buffer.js';
import { IssuerDataError } from '../issuer-data-error.js';
import { type Fingerprint, fingerprintOf } from './issuer-fingerprint.js';
import type { ImportLimits } from '../load/issuer-import.js';
import type { IssuerLoader } from './issuer-loader.js';
import { loaderFailed } from './loader-failed.js';

/** What is taken, and under which conditions. */
export interface TakingPlan {
  readonly path: string;
  readonly limits: ImportLimits;
  /** Data that changes the answer of more of the known prefixes is refused; 100 takes any. */
  readonly changePercentMax: number;
  /** For all attempts together. */
  readonly timeoutMs: number;
}

/** What came of taking issuer data. Nothing was put in place yet. */
export type Taking =
  | { readonly result: 'swapped'; readonly changedShare: number | null; readonly table: IssuerTable }
  | { readonly result: 'unchanged'; readonly changedShare: 0 }
  | { readonly result: 'failed'; readonly changedShare: null; readonly error: IssuerDataError }
  | {
      readonly result: 'refused';
      readonly changedShare: number;
      readonly error: IssuerDataError;
      /** Of the table that was refused. */
      readonly sha256: string;
    };

export interface Taken {
  readonly taking: Taking;
  /** What the file system said before that. */
  readonly fingerprint: Fingerprint;
}

/** A file that changed while it was read will soon be whole. */
const ATTEMPTS_MAX = 5;
const ATTEMPT_AGAIN_MS = 200;

export interface TakingManner {
  readonly againMs?: number;
  readonly fingerprint?: () => Promise<Fingerprint>;
}

export function failed(error: IssuerDataError): Taking {
  return { result: 'failed', changedShare: null, error };
}

/** Has data loaded aside, and judges it by what it would replace. */
export class IssuerTaker {
  readonly #stopping = new AbortController();
  readonly #againMs: number;
  readonly #fingerprint: () => Promise<Fingerprint>;

  constructor(
    private readonly plan: TakingPlan,
    private readonly loader: IssuerLoader,
    { againMs = ATTEMPT_AGAIN_MS, fingerprint = () => fingerprintOf(plan.path) }: TakingManner = {},
  ) {
    this.#againMs = againMs;
    this.#fingerprint = fingerprint;
  }

  /** Never rejects. @param before What answers now. */
  async take(seen: Fingerprint, before: IssuerTable | null): Promise<Taken> {
    const deadline = performance.now() + this.plan.timeoutMs;
    let fingerprint = seen;
    for (let attempt = 1; ; attempt++) {
      const taking = await this.#takeOnce(fingerprint, before, deadline - performance.now());
      const isLast = attempt === ATTEMPTS_MAX || performance.now() + this.#againMs >= deadline;
      if (!mayBeWholeSoon(taking) || isLast) return { taking, fingerprint };
      const next = await this.#lookAgain();
      if (next === null || performance.now() >= deadline) return { taking, fingerprint };
      fingerprint = next;
    }
  }

  /** Breaks off what is being taken. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.loader.stop();
  }

  /** After a while; null once it was stopped. Nothing else may hold the process by then, so nobody waits for the while to end. */
  async #lookAgain(): Promise<Fingerprint | null> {
    const { signal } = this.#stopping;
    await sleep(this.#againMs, undefined, { signal }).catch(() => undefined);
    const fingerprint = await this.#fingerprint().catch(() => null);
    return signal.aborted ? null : fingerprint;
  }

  async #takeOnce(fingerprint: Fingerprint, before: IssuerTable | null, timeoutMs: number): Promise<Taking> {
    const { path, limits, changePercentMax } = this.plan;
    try {
      const current = before && (before.bytes.buffer as SharedArrayBuffer);
      const { bytes, changedShare } = await this.loader.load({ path, limits, current }, timeoutMs);
      await this.#refuseMixture(fingerprint);
      const table = IssuerTable.open(bytes);
      const { sha256 } = table;
      if (sha256 === before?.sha256) return { result: 'unchanged', changedShare: 0 };
      if (changedShare !== null && changedShare * 100 > changePercentMax)
        return { result: 'refused', changedShare, error: tooMuch(changedShare, changePercentMax), sha256 };
      return { result: 'swapped', changedShare, table };
    } catch (error) {
      return failed(asIssuerDataError(error));
    }
  }

  /** Each file is read whole; that all of them are of one edition takes another look. */
  async #refuseMixture({ isOfSeveral, text }: Fingerprint): Promise<void> {
    if (isOfSeveral && (await this.#fingerprint()).text !== text) throw new IssuerDataError('changed_while_reading');
  }
}

function mayBeWholeSoon(taking: Taking): boolean {
  return taking.result === 'failed' && taking.error.fault === 'changed_while_reading';
}

function tooMuch(share: number, percentMax: number): IssuerDataError {
  const hint = `It changes ${(share * 100).toFixed(1)} percent of the known prefixes; ISSUER_DATA_CHANGE_PERCENT_MAX allows ${percentMax}. A restart takes it as it is.`;
  return new IssuerDataError('changes_too_much', { hint });
}

function asIssuerDataError(error: unknown): IssuerDataError {
  if (error instanceof IssuerDataError) return error;
  return error instanceof ArtifactError ? new IssuerDataError(error.fault) : loaderFailed(error);
}
