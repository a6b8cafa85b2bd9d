import { plainFileName } from '../config/plain-file-name.js';
import type { ReloadObserver, ReloadOutcome, ReloadResult, WatchLoss } from '../validation/ports.js';
import type { Log, LogFields } from './log.js';

/** One line for each load of issuer data that came to something: closed words, numbers, sentences of ours and a plain file name. */
export class ReloadLog implements ReloadObserver {
  #last: ReloadResult = 'unchanged';

  constructor(private readonly log: Pick<Log, 'debug' | 'info' | 'warn' | 'error'>) {}

  reloadEnded(outcome: ReloadOutcome): void {
    const before = this.#last;
    this.#last = outcome.result;
    switch (outcome.result) {
      case 'swapped':
        this.log.info('issuer data loaded', fieldsOf(outcome));
        return;
      case 'unchanged':
        // Good news only for who was told of trouble, or asked.
        if (isTrouble(before) || outcome.trigger === 'signal' || outcome.trigger === 'request')
          this.log.info('issuer data unchanged', fieldsOf(outcome));
        else this.log.debug('issuer data unchanged', fieldsOf(outcome));
        return;
      case 'refused':
        this.log.warn('issuer data refused', { ...fieldsOf(outcome), ...troubleOf(outcome) });
        return;
      case 'failed':
        this.log.error('issuer data not loaded', { ...fieldsOf(outcome), ...troubleOf(outcome) });
        return;
    }
  }

  watchLost(reason: WatchLoss): void {
    this.log.warn('issuer data is not watched: changes are found by the poll only', { reason });
  }
}

function isTrouble(result: ReloadResult): boolean {
  return result === 'failed' || result === 'refused';
}

function fieldsOf({ trigger, version, rows, changedShare, durationMs }: ReloadOutcome): LogFields {
  const changedPercent = changedShare === null ? null : Math.round(changedShare * 1000) / 10;
  return { trigger, version, rows, changedPercent, durationMs };
}

function troubleOf({ fault, file, line, hint }: ReloadOutcome): LogFields {
  const name = plainFileName(file);
  return {
    fault,
    ...(name === null ? {} : { file: name }),
    ...(line === null ? {} : { line }),
    ...(hint === null ? {} : { hint }),
  };
}
