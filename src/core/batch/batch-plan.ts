import type { Status } from '../report.js';
import type { RecordField } from './batch-field.js';

/** - `ndjson`: a JSON value per line, `{"pan": "…", "id": …}` or the number as a string. - `text`: a number per line. */
export const BATCH_INPUTS = ['ndjson', 'csv', 'text'] as const;
export type BatchInput = (typeof BATCH_INPUTS)[number];

export const BATCH_OUTPUTS = ['ndjson', 'csv'] as const;
export type BatchOutput = (typeof BATCH_OUTPUTS)[number];

/** Where the number and the caller's id stand in a line of CSV; the first column is 0. */
export interface CsvColumns {
  /** Code of the one ASCII character between the fields. */
  readonly delimiter: number;
  readonly pan: number;
  readonly id: number | null;
}

/** How a batch is read and written. Plain data: it travels to worker threads as it is. */
export interface BatchPlan {
  readonly input: BatchInput;
  /** For `csv` input, else null. */
  readonly columns: CsvColumns | null;
  readonly output: BatchOutput;
  /** In the order in which they are written; none twice. */
  readonly fields: readonly RecordField[];
  /** Only lines of these statuses get a record; empty means all do. All are counted. */
  readonly only: readonly Status[];
  /** Longest line that is read, in bytes without its line end. */
  readonly lineBytesMax: number;
}
