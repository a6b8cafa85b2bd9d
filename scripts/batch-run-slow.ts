/** Clients that read late or stop reading: what it costs the service. */
import type { ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf, readAll, sendAll } from '../bench/batch/batch-call.ts';
import type { ServerProcess } from '../bench/batch/server-process.ts';
import { type Demand, demand, megabytes, type RunResult, wholeBatchDemands } from './batch-run-result.ts';
import { type Given, readFileInPieces } from './batch-run-whole.ts';
import { withService } from './batch-run-service.ts';

/** A write that is not taken for so long stands still for good: the service waits for its client. */
const STANDSTILL_MS = 3000;
const LOOK_EVERY_MS = 250;
/** Beyond what was in flight when it began, a stop must cost nothing. */
const GROWTH_MB_MAX = 16;

/** Writes until everything is written or nothing more is taken, and only then begins to read. */
export function readsAfterWriting({ path, expected }: Given, workers: number): Promise<RunResult> {
  return withService(workers, async ({ server, call, order }) => {
    const arriving = answerOf(call);
    const standstill = new Standstill(server);
    const writing = sendAll(call, standstill.watch(readFileInPieces(path), call));
    await Promise.race([writing, standstill.reached]);
    const { taken, growth } = standstill.facts();
    const reading = arriving.then((answer) => readAll(answer, (piece) => order.look(piece)));
    await writing;
    await reading;
    return {
      name: 'client reads only when it can write no more',
      rssPeakBytes: server.usage().rssPeakBytes,
      notes: [
        `${megabytes(taken)} MB were taken before it read; RSS then grew by ${megabytes(growth)} MB in ${STANDSTILL_MS / 1000} s`,
      ],
      demands: [...wholeBatchDemands(order, expected), growthDemand(growth)],
    };
  });
}

/** Notices that the other side takes no more. */
class Standstill {
  readonly reached: Promise<void>;
  readonly #server: ServerProcess;
  #bytes = 0;
  #rssBytes = NaN;
  #tell: () => void = () => undefined;

  constructor(server: ServerProcess) {
    this.#server = server;
    this.reached = new Promise((resolve) => (this.#tell = resolve));
  }

  /** Each chunk is on its way when the next one is asked for, so long silence means that it is not. */
  async *watch(chunks: AsyncIterable<Buffer>, call: ClientRequest): AsyncGenerator<Buffer, void, void> {
    for await (const chunk of chunks) {
      this.#rssBytes = this.#server.usage().rssBytes;
      const timer = setTimeout(() => {
        this.#bytes -= call.writableLength;
        this.#tell();
      }, STANDSTILL_MS);
      this.#bytes += chunk.length;
      try {
        yield chunk;
      } finally {
        clearTimeout(timer);
      }
    }
  }

  facts(): { readonly taken: number; readonly growth: number } {
    return { taken: this.#bytes, growth: this.#server.usage().rssBytes - this.#rssBytes };
  }
}

/** Reads half, does nothing for a while, and reads the rest. */
export function stopsReading(given: Given, workers: number, pauseMs: number): Promise<RunResult> {
  return withService(workers, async ({ server, call, order }) => {
    const { path, expected } = given;
    const arriving = answerOf(call);
    const writing = sendAll(call, readFileInPieces(path));
    const pause = { growth: 0, cpuMs: 0, isOver: false };
    for await (const piece of (await arriving) as AsyncIterable<Buffer>) {
      order.look(piece);
      if (pause.isOver || order.records < expected.lines / 2) continue;
      Object.assign(pause, await watchPause(server, pauseMs), { isOver: true });
    }
    await writing;
    return {
      name: `client stops reading for ${pauseMs / 1000} s`,
      rssPeakBytes: server.usage().rssPeakBytes,
      notes: [`RSS grew by ${megabytes(pause.growth)} MB meanwhile, CPU ${pause.cpuMs} ms`],
      demands: [...wholeBatchDemands(order, expected), growthDemand(pause.growth)],
    };
  });
}

async function watchPause(server: ServerProcess, forMs: number): Promise<{ growth: number; cpuMs: number }> {
  const before = server.usage();
  let growth = 0;
  for (const end = performance.now() + forMs; performance.now() < end;) {
    await sleep(Math.min(LOOK_EVERY_MS, forMs));
    growth = Math.max(growth, server.usage().rssBytes - before.rssBytes);
  }
  return { growth, cpuMs: server.usage().cpuMs - before.cpuMs };
}

function growthDemand(growth: number): Demand {
  const holds = Number.isNaN(growth) || growth <= GROWTH_MB_MAX * 1e6;
  return demand(`RSS grows by at most ${GROWTH_MB_MAX} MB while nobody reads`, holds, `${megabytes(growth)} MB`);
}
