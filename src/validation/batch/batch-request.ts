import type { RecordField } from '../../core/batch/batch-field.js';
import type { BatchInput, BatchOutput } from '../../core/batch/batch-plan.js';
import type { CsvQuestion } from '../../core/batch/csv-header.js';
import type { Status } from '../../core/report.js';

/** What a caller wants of a batch. */
export interface BatchRequest {
  readonly input: BatchInput;
  /** For `csv` input, else null. */
  readonly csv: CsvQuestion | null;
  readonly output: BatchOutput;
  readonly fields: readonly RecordField[];
  /** Only lines of these statuses get a record; empty means all do. */
  readonly only: readonly Status[];
  /** End with a line that holds the summary: JSON, behind `# ` where the output is CSV. */
  readonly writesSummary: boolean;
}

export interface BatchLimits {
  readonly lineBytesMax: number;
  readonly linesMax: number;
}
