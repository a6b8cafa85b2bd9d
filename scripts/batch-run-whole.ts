/** All lines at full speed: over HTTP, and through the command line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answerOf, openCall, readAll, sendAll } from '../bench/batch/batch-call.ts';
import { type Expected, MEDIA_TYPES } from '../bench/batch/made-up-lines.ts';
import { UsageWatch } from '../bench/batch/process-usage.ts';
import { ServerProcess } from '../bench/batch/server-process.ts';
import { RecordOrder } from './batch-run-order.ts';
import { type Demand, demand, memoryDemand, type RunResult, wholeBatchDemands } from './batch-run-result.ts';
import { scrape } from './reload-service.ts';

const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const READ_BYTES = 2 ** 20;
/** Of the issue that asked for batches: without threads of their own, and with them. */
const ALONE_MB_MAX = 160;
const WITH_THREADS_MB_MAX = 256;

export interface Given {
  readonly path: string;
  readonly expected: Expected;
}

export const NDJSON_BOTH_WAYS = { 'content-type': MEDIA_TYPES.ndjson, accept: MEDIA_TYPES.ndjson };

export function readFileInPieces(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: READ_BYTES });
}

export async function overHttp({ path, expected }: Given, workers: number): Promise<RunResult> {
  const server = ServerProcess.service({ BATCH_WORKERS: String(workers) });
  try {
    const url = `${await server.origin()}/v1/cards/batch`;
    const idleBytes = server.usage().rssBytes;
    const order = new RecordOrder();
    const begin = performance.now();
    const call = openCall(url, NDJSON_BOTH_WAYS);
    const reading = answerOf(call).then((answer) => readAll(answer, (piece) => order.look(piece)));
    await sendAll(call, readFileInPieces(path));
    const { status } = await reading;
    const seconds = (performance.now() - begin) / 1000;
    const { rssPeakBytes } = server.usage();
    const samples = await scrape(await server.management());
    return {
      ...{ name: `HTTP, BATCH_WORKERS=${workers}`, seconds, rssPeakBytes },
      notes: [`idle before: ${(idleBytes / 1e6).toFixed(0)} MB`],
      demands: [
        demand('the answer is 200', status === 200, status),
        ...wholeBatchDemands(order, expected),
        ...metricsDemands(samples, expected),
        memoryDemand(rssPeakBytes, workers === 0 ? ALONE_MB_MAX : WITH_THREADS_MB_MAX),
      ],
    };
  } finally {
    await server.stop();
  }
}

function metricsDemands(samples: ReadonlyMap<string, number>, expected: Expected): readonly Demand[] {
  const done = samples.get('card_batch_ended_total{reason="done"}');
  const differing = (['valid', 'invalid', 'unrecognized'] as const).filter(
    (outcome) => samples.get(`card_batch_records_total{outcome="${outcome}"}`) !== expected[outcome],
  );
  return [
    demand('the metrics have a batch that is done', done === 1, String(done)),
    demand('the metrics have counted as the summary has', differing.length === 0, differing.join()),
  ];
}

export async function throughCommandLine({ path, expected }: Given, jobs: number): Promise<RunResult> {
  const options = ['--format', 'ndjson', '--to', 'ndjson', '--jobs', String(jobs), '--summary', '-'];
  const begin = performance.now();
  const child = spawn(process.execPath, [CLI, 'validate', path, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const watch = new UsageWatch(child.pid ?? 0);
  const exited = once(child, 'exit');
  const order = new RecordOrder();
  for await (const piece of child.stdout as AsyncIterable<Buffer>) order.look(piece);
  const [exitCode] = (await exited) as [number | null];
  const seconds = (performance.now() - begin) / 1000;
  const rssPeakBytes = watch.stop()?.rssPeakBytes ?? NaN;
  return {
    ...{ name: `iinspect validate --jobs ${jobs}, into a pipe`, seconds, rssPeakBytes, notes: [] },
    demands: [
      demand('the exit code is 0', exitCode === 0, String(exitCode)),
      ...wholeBatchDemands(order, expected),
      memoryDemand(rssPeakBytes, jobs === 1 ? ALONE_MB_MAX : WITH_THREADS_MB_MAX),
    ],
  };
}
