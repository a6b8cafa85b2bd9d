import { DEFAULT_BATCH_FIELDS, type BatchField } from '../../src/core/batch/batch-field.js';
import type { BatchInput } from '../../src/core/batch/batch-plan.js';
import { BatchScanner, RECORD_BYTES_MAX } from '../../src/core/batch/batch-scanner.js';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES } from '../../src/core/batch/line-block.js';
import { embeddedTables } from '../support/embedded-table.js';

interface Question {
  /** One line or several, the last one without its end. */
  readonly line: string;
  readonly input?: BatchInput;
  readonly fields?: readonly BatchField[];
}

/** The records the scanner writes, as NDJSON. Of CSV the first column is the number and the second one the id. */
export function recordsOf({ line, input = 'ndjson', fields = DEFAULT_BATCH_FIELDS }: Question): readonly string[] {
  const columns = input === 'csv' ? { delimiter: 44, pan: 0, id: 1 } : null;
  const lineBytesMax = 16_384;
  const scanner = new BatchScanner(embeddedTables, {
    input,
    columns,
    output: 'ndjson',
    fields,
    only: [],
    lineBytesMax,
  });
  const bytes = new TextEncoder().encode(`${line}\n`);
  const to = BLOCK_HEAD_BYTES + bytes.length;
  const buffer = new ArrayBuffer(to + BLOCK_TAIL_BYTES);
  new Uint8Array(buffer).set(bytes, BLOCK_HEAD_BYTES);
  scanner.begin({ buffer, from: BLOCK_HEAD_BYTES, to, offset: 0 }, 1);
  const out = new Uint8Array(RECORD_BYTES_MAX * 4);
  const text = new TextDecoder().decode(out.subarray(0, scanner.fill(out)));
  return text.split('\n').slice(0, -1);
}
