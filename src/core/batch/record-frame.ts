import type { RecordField } from './batch-field.js';
import type { BatchOutput } from './batch-plan.js';

/** What stands around the records of a batch, over HTTP as in a file. */

const ENCODER = new TextEncoder();

/** Before the first record: the names of the columns of a CSV, else nothing. */
export function recordHead(output: BatchOutput, fields: readonly RecordField[]): Uint8Array {
  return ENCODER.encode(output === 'csv' ? `${['line', 'id', ...fields].join(',')}\n` : '');
}

/** After the last one. A reader of CSV takes it for a comment. */
export function summaryLine(summary: object, output: BatchOutput): Uint8Array {
  return ENCODER.encode(`${output === 'csv' ? '# ' : ''}${JSON.stringify(summary)}\n`);
}
