import { EVENT_LOOP_DELAY_MS_MAX } from './health-checks.js';
import type { HealthSources } from './health-sources.js';

/** What `/readyz` says, without its reasons. */
export function isReady({ readiness, validation, eventLoop }: HealthSources): boolean {
  return readiness.phase === 'ready' && eventLoop.p99Ms <= EVENT_LOOP_DELAY_MS_MAX && hasTables(validation);
}

function hasTables(validation: HealthSources['validation']): boolean {
  try {
    validation.dataVersion();
    return true;
  } catch {
    return false;
  }
}
