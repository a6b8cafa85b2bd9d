import type { BatchOutput } from '../../../core/batch/batch-plan.js';
import type { RecordField } from '../../../core/batch/batch-field.js';
import type { CommandIo } from '../../command-io.js';
import { FileSink, type RecordSink, StreamSink } from './record-sink.js';

/** What stands before the first record: the names of the columns of a CSV. */
export function recordHead(output: BatchOutput, fields: readonly RecordField[]): Uint8Array {
  return new TextEncoder().encode(output === 'csv' ? `${['line', 'id', ...fields].join(',')}\n` : '');
}

/** The last line of the output, as over HTTP. */
export function summaryLine(summary: object, output: BatchOutput): Uint8Array {
  return new TextEncoder().encode(`${output === 'csv' ? '# ' : ''}${JSON.stringify(summary)}\n`);
}

/** Lets `work` write records to standard output or, if that is named, to a file that is there when all of it is. @throws CliFailure */
export async function writingTo<Result>(
  path: string | undefined,
  io: CommandIo,
  work: (sink: RecordSink) => Promise<Result>,
): Promise<Result> {
  if (path === undefined) return work(new StreamSink(io.stdout));
  const results: Result[] = [];
  await io.drafts.write(path, async (file) => {
    results.push(await work(new FileSink(file, path)));
  });
  return results[0] as Result;
}
