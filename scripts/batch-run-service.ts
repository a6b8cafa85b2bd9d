import type { ClientRequest } from 'node:http';
import { openCall } from '../bench/batch/batch-call.ts';
import { ServerProcess } from '../bench/batch/server-process.ts';
import { RecordOrder } from './batch-run-order.ts';
import type { RunResult } from './batch-run-result.ts';
import { NDJSON_BOTH_WAYS } from './batch-run-whole.ts';

/** One batch over HTTP, about to be sent. */
export interface Run {
  readonly server: ServerProcess;
  readonly call: ClientRequest;
  readonly order: RecordOrder;
}

/** A service of its own for each run, so that none inherits the memory of another. */
export async function withService(
  workers: number,
  run: (run: Run) => Promise<Omit<RunResult, 'seconds'>>,
): Promise<RunResult> {
  const server = ServerProcess.service({ BATCH_WORKERS: String(workers) });
  try {
    const call = openCall(`${await server.origin()}/v1/cards/batch`, NDJSON_BOTH_WAYS);
    const begin = performance.now();
    const result = await run({ server, call, order: new RecordOrder() });
    return { ...result, seconds: (performance.now() - begin) / 1000 };
  } finally {
    await server.stop();
  }
}
