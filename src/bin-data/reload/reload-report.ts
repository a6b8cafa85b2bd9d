import { plainFileName } from '../../config/plain-file-name.js';
import type { IssuerTable } from '../../core/issuers/issuer-table.js';
import type { ReloadObserver, ReloadOutcome, ReloadTrigger } from '../../validation/ports.js';
import type { Taking } from './issuer-taking.js';

export interface Circumstances {
  readonly trigger: ReloadTrigger;
  readonly durationMs: number;
  /** What answers now. */
  readonly issuers: IssuerTable | null;
  /** What the file system said of the data that was taken. */
  readonly fingerprint: string;
}

/** Tells the observer what came of each load, and of the same trouble only once, however often the poll finds it again. */
export class ReloadReport {
  #trouble: string | null = null;

  constructor(private readonly observer: ReloadObserver) {}

  ended(taking: Taking, circumstances: Circumstances): ReloadOutcome {
    const outcome = toOutcome(taking, circumstances);
    const trouble = troubleOf(taking, circumstances);
    const isAskedFor = ['signal', 'request', 'start'].includes(outcome.trigger);
    if (trouble === null || trouble !== this.#trouble || isAskedFor) this.observer.reloadEnded(outcome);
    this.#trouble = trouble;
    return outcome;
  }
}

function toOutcome(taking: Taking, { trigger, durationMs, issuers }: Circumstances): ReloadOutcome {
  const error = 'error' in taking ? taking.error : null;
  return {
    result: taking.result,
    trigger,
    durationMs,
    version: issuers?.version ?? null,
    rows: issuers?.rowCount ?? 0,
    changedShare: taking.changedShare,
    fault: error?.fault ?? null,
    file: plainFileName(error?.place.file),
    line: error?.place.line ?? null,
    hint: error?.message ?? null,
  };
}

/** Equal for the same trouble with the same data. */
function troubleOf(taking: Taking, { fingerprint }: Circumstances): string | null {
  switch (taking.result) {
    case 'swapped':
    case 'unchanged':
      return null;
    case 'refused':
      return `refused ${taking.sha256}`;
    case 'failed':
      return `${taking.error.fault} ${fingerprint}`;
  }
}
