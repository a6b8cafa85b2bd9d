import type { TableBuffers } from '../../core/card-tables.js';
import type { ScanOrder, ScanResult } from './scan-task.js';

/** What a thread needs to begin. Shared memory is passed, not copied. */
export interface ScanThreadData {
  readonly tables: TableBuffers;
  readonly turnstile: SharedArrayBuffer;
  /** Of a `WriteCredit`. */
  readonly credit: SharedArrayBuffer;
}

export type ScanThreadRequest = ScanOrder;

/** Results come in the order of the requests. `failure`: the code of a `ReadFailure`. */
export type ScanThreadAnswer = ScanResult | { readonly failure: string };
