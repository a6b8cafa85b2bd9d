import type { BatchInput, BatchPlan } from '../../../core/batch/batch-plan.js';
import { type CsvQuestion, findCsvColumns } from '../../../core/batch/csv-header.js';
import { csvQuestion } from './csv-question.js';
import { formatOf } from './input-name.js';
import { LINE_BYTES_MAX } from '../scan/scan-sizes.js';
import type { ValidateOptions } from '../validate-options.js';

/** How one input is read: all but what its header says. */
export interface InputPlan {
  readonly path: string;
  readonly input: BatchInput;
  /** Null unless it is CSV. */
  readonly csv: CsvQuestion | null;
  readonly base: Omit<BatchPlan, 'columns'>;
}

/** @throws CliFailure */
export function inputPlan(path: string, options: ValidateOptions): InputPlan {
  const input = options.format ?? formatOf(path);
  const { only, to: output } = options;
  // Who wants no records is not made to wait for their fields.
  const wanted = only === 'none' ? { fields: [], only: [] } : { fields: options.fields, only };
  return {
    path,
    input,
    csv: input === 'csv' ? csvQuestion(options) : null,
    base: { input, output, ...wanted, lineBytesMax: LINE_BYTES_MAX },
  };
}

/** @param header Its bytes; null when there is none to be read. @throws BatchInputError */
export function completePlan({ csv, base }: InputPlan, header: Uint8Array | null): BatchPlan {
  return { ...base, columns: csv && findCsvColumns(csv, header) };
}
