import type { RecordField } from '../../core/batch/batch-field.js';
import type { BatchInput, BatchOutput } from '../../core/batch/batch-plan.js';
import type { Status } from '../../core/report.js';
import type { ReadingOptions } from '../issuer-sources.js';
import type { Shard } from './inputs/byte-range.js';

/** `iinspect validate` as it was asked for, each option parsed by itself. */
export interface ValidateOptions extends ReadingOptions {
  /** None, or `-` among them: standard input. */
  readonly paths: readonly string[];
  /** Of all inputs; without it, that of each by its name. */
  readonly format?: BatchInput;
  readonly to: BatchOutput;
  readonly fields: readonly RecordField[];
  /** Empty: all. */
  readonly only: readonly Status[] | 'none';
  /** CSV: the first line names the columns. */
  readonly header: boolean;
  /** Code of the character. */
  readonly delimiter: number;
  readonly panColumn?: string | number;
  readonly idColumn?: string | number;
  readonly issuers?: string;
  readonly output?: string;
  /** A path, or `-` for standard output. */
  readonly summary?: string;
  readonly reveal?: true;
  readonly jobs: number;
  readonly shard?: Shard;
  readonly failOn: readonly Status[];
}
