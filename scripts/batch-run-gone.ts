/** A client that leaves in the middle: the work for it must stop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf, sendAll } from '../bench/batch/batch-call.ts';
import { type Demand, demand, megabytes, type RunResult } from './batch-run-result.ts';
import { withService } from './batch-run-service.ts';
import { type Given, readFileInPieces } from './batch-run-whole.ts';
import { scrape } from './reload-service.ts';

const SETTLE_MS = 500;
const IDLE_MS = 3000;
/** An idle service is not quite idle: timers, and the collector that follows the work. */
const IDLE_CPU_SHARE_MAX = 0.05;

/** Reads half and is gone. */
export function disconnects({ path, expected }: Given, workers: number): Promise<RunResult> {
  return withService(workers, async ({ server, call, order }) => {
    const arriving = answerOf(call);
    // Cut in the middle of both, which is what is wanted.
    const writing = sendAll(call, readFileInPieces(path)).catch(() => null);
    for await (const piece of (await arriving) as AsyncIterable<Buffer>) {
      order.look(piece);
      if (order.records >= expected.lines / 2) break;
    }
    call.on('error', () => null);
    call.destroy();
    await writing;
    await sleep(SETTLE_MS);
    const before = server.usage();
    await sleep(IDLE_MS);
    const after = server.usage();
    const cpuMs = after.cpuMs - before.cpuMs;
    const samples = await scrape(await server.management());
    const answered = ['valid', 'invalid', 'unrecognized'].reduce(
      (sum, outcome) => sum + (samples.get(`card_batch_records_total{outcome="${outcome}"}`) ?? 0),
      0,
    );
    return {
      name: 'client is gone at the middle',
      rssPeakBytes: after.rssPeakBytes,
      notes: [
        `it had read ${order.records.toLocaleString('en-US')} records, the service had made ${answered.toLocaleString('en-US')}`,
        `CPU of the ${IDLE_MS / 1000} s after: ${cpuMs} ms; RSS ${megabytes(after.rssBytes)} MB`,
      ],
      demands: [...goneDemands(samples), ...stoppedDemands(cpuMs, answered, expected.lines)],
    };
  });
}

function goneDemands(samples: ReadonlyMap<string, number>): readonly Demand[] {
  const gone = samples.get('card_batch_ended_total{reason="client_gone"}');
  const open = samples.get('card_batch_streams_open');
  return [
    demand('the metrics say that a client left', gone === 1, String(gone)),
    demand('the metrics say that no stream is open', open === 0, String(open)),
  ];
}

function stoppedDemands(cpuMs: number, answered: number, lines: number): readonly Demand[] {
  return [
    demand(
      'the work stops at once',
      Number.isNaN(cpuMs) || cpuMs <= IDLE_MS * IDLE_CPU_SHARE_MAX,
      `${cpuMs} ms of CPU`,
    ),
    demand('lines that nobody waits for are not answered', answered < lines, answered),
  ];
}
