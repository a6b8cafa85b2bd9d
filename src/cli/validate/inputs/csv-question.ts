import type { CsvQuestion } from '../../../core/batch/csv-header.js';
import { CliFailure } from '../../cli-failure.js';
import type { ValidateOptions } from '../validate-options.js';

const PAN_COLUMN = 'pan';
/** Taken for the id where the header has it, and nobody named another. */
const ID_COLUMN = 'id';

/** @throws CliFailure where a column has a name and no header could hold it. */
export function csvQuestion(options: ValidateOptions): CsvQuestion {
  const { header: hasHeader, delimiter, panColumn = hasHeader ? PAN_COLUMN : 1 } = options;
  const idColumn = options.idColumn ?? (hasHeader ? ID_COLUMN : null);
  if (!hasHeader && (typeof panColumn === 'string' || typeof idColumn === 'string')) {
    throw new CliFailure('usage', 'With --no-header, columns are named by their place: --pan-column 2.');
  }
  return { delimiter, hasHeader, panColumn, idColumn, isIdOptional: options.idColumn === undefined };
}
