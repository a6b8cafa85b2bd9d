/**
 * - `utf_16`: the input begins like a text of two-byte characters. - `csv_header_missing`: there is no line to be the header.
 * - `csv_column_missing`: the header has no column of that name. - `csv_column_twice`: it has two.
 * - `csv_header_damaged`: its quotation marks do not fit together, or it is longer than a line may be.
 */
export type BatchInputFault =
  'utf_16' | 'csv_header_missing' | 'csv_column_missing' | 'csv_column_twice' | 'csv_header_damaged';

/** The input as a whole cannot be read the way it was asked for. Its message quotes nothing of it. */
export class BatchInputError extends Error {
  constructor(readonly fault: BatchInputFault) {
    super('The input cannot be read as it was described.');
  }
}
