import type { ReloadResult } from '../../validation/ports.js';
import type { IssuerDataFault } from '../issuer-data-error.js';

/** A load that takes all the time or memory there is costs much each time; whatever was in its way is given time to pass. */
const COSTLY_AGAIN_MS = 600_000;

/** What was in the way of reaching the data may be gone a moment later. */
const PASSING: ReadonlySet<IssuerDataFault | null> = new Set([
  'not_found',
  'not_readable',
  'changed_while_reading',
] as const);
const COSTLY: ReadonlySet<IssuerDataFault | null> = new Set(['timed_out', 'loader_failed'] as const);

/** After how long data that has not changed is worth another load. What is wrong with its bytes stays wrong until they change. */
export function worthAgainAfterMs(fault: IssuerDataFault | null, result: ReloadResult): number {
  if (result !== 'failed') return Infinity;
  if (PASSING.has(fault)) return 0;
  return COSTLY.has(fault) ? COSTLY_AGAIN_MS : Infinity;
}
