import type { CommandIo } from '../../command-io.js';
import { FileSink, type RecordSink, StreamSink } from './record-sink.js';

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
