import { type CsvQuestion, toCsvQuestion } from '../../../core/batch/csv-header.js';
import { CliFailure } from '../../cli-failure.js';
import type { ValidateOptions } from '../validate-options.js';

/** @throws CliFailure where a column has a name and no header could hold it. */
export function csvQuestion({ header, delimiter, panColumn, idColumn }: ValidateOptions): CsvQuestion {
  if (!header && (typeof panColumn === 'string' || typeof idColumn === 'string')) {
    throw new CliFailure('usage', 'With --no-header, columns are named by their place: --pan-column 2.');
  }
  return toCsvQuestion({ delimiter, hasHeader: header, panColumn: panColumn ?? null, idColumn: idColumn ?? null });
}
