import type { TableBuffers } from '../../../core/card-tables.js';
import type { ScanResult } from '../scan/scan-task.js';

/** What a thread needs to begin. Shared memory is passed, not copied. */
export interface ScanThreadData {
  readonly tables: TableBuffers;
  readonly turnstile: SharedArrayBuffer;
  /** Of a `WriteCredit`. */
  readonly credit: SharedArrayBuffer;
}

/** Results come in the order of the requests. `failure`: the code of a `ReadFailure`. */
export type ScanThreadAnswer = ScanResult | { readonly failure: string };
