/** What a single validation waits while ten million others stream through the same process. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../measure.ts';
import { feed, FEEDER } from './feeder.ts';
import type { LineFile } from './line-files.ts';
import { MEDIA_TYPES } from './made-up-lines.ts';
import { figure, type Part, type Section, type Setting } from './part.ts';
import { inTurn, type Laps } from './rounds.ts';
import { ServerProcess } from './server-process.ts';

const REQUESTS_PER_SECOND = 200;
/** Published as a test number; see data/test-cards.csv. */
const BODY = JSON.stringify({ pan: '4111111111111111' });
const PHASE_MS_PER_ROUND = 1000;
const WARM_UP_MS = 2000;
const ROUNDS_MAX = 3;

interface Phase {
  readonly times: readonly number[];
  /** Of the stream beside; null when there was none. */
  readonly cardsPerSecond: number | null;
}

export const latency: Part = {
  name: 'latency',
  run: async (setting: Setting): Promise<readonly Section[]> => {
    const file = setting.folder.write(setting.lines, 'text');
    const rows: (readonly string[])[] = [];
    for (const workers of [0, 1]) rows.push(...(await rowsWith(workers, file, setting)));
    return [
      {
        title: `Single validations beside a stream: ${REQUESTS_PER_SECOND} a second, each sent on time`,
        head: ['', 'p50 ms', 'p99 ms', 'p99.9 ms', 'longest ms', 'answers', 'stream, M cards/s'],
        rows,
        notes: [
          `Kept connections, nobody waits for an earlier answer; medians over the rounds. The stream (text → NDJSON, ${FEEDER}) has the` +
            ' rest of the machine: client, service and prober share its cores. Without a whole stream in a phase there is no rate.',
        ],
      },
    ];
  },
};

async function rowsWith(workers: number, file: LineFile, { lines, rounds }: Setting): Promise<string[][]> {
  const asked = ServerProcess.service({ BATCH_WORKERS: String(workers) });
  const other = ServerProcess.service({ BATCH_WORKERS: String(workers) });
  try {
    const origin = await asked.origin();
    const here: Stream = { origin, file, lines: lines.lines };
    // What a stream costs because it uses the machine, whoever answers it.
    const elsewhere: Stream = { ...here, origin: await other.origin() };
    const streams = new Map([
      ['alone', null],
      ['beside a stream into another service', elsewhere],
      ['beside a stream into the same service', here],
    ]);
    const phaseMs = PHASE_MS_PER_ROUND * Math.min(10, rounds * 2);
    // What is compiled while it runs is slow at first.
    for (const stream of [here, elsewhere]) await phase(origin, WARM_UP_MS, stream);
    const runners = [...streams].map(([name, stream]) => ({
      name: `BATCH_WORKERS=${workers}, ${name}`,
      run: () => phase(origin, phaseMs, stream),
    }));
    return (await inTurn(runners, Math.min(ROUNDS_MAX, rounds))).map(rowOf);
  } finally {
    await Promise.all([asked.stop(), other.stop()]);
  }
}

interface Stream {
  readonly origin: string;
  readonly file: LineFile;
  readonly lines: number;
}

async function phase(origin: string, forMs: number, stream: Stream | null): Promise<Phase> {
  const stop = new AbortController();
  const streaming = stream === null ? null : streamOn(stream, stop.signal);
  const times = await probe(origin, forMs);
  stop.abort();
  return { times, cardsPerSecond: await streaming };
}

/** One stream after the other until told to stop. */
async function streamOn({ origin, file, lines }: Stream, signal: AbortSignal): Promise<number> {
  const feeding = { url: `${origin}/v1/cards/batch`, file: file.path, contentType: MEDIA_TYPES.text };
  const rates: number[] = [];
  while (!signal.aborted) {
    const fed = await feed({ ...feeding, accept: MEDIA_TYPES.ndjson }, signal);
    if (fed === null) break;
    if (fed.status !== 200) throw new Error(`The stream was answered with ${fed.status}.`);
    rates.push((lines / fed.wallMs) * 1000);
  }
  return rates.length === 0 ? NaN : median(rates);
}

/** Open loop: a request leaves when it is due, whatever became of those before. @returns Milliseconds from sending to the whole answer. */
async function probe(origin: string, forMs: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true });
  const asking: Promise<number>[] = [];
  const begin = performance.now();
  const everyMs = 1000 / REQUESTS_PER_SECOND;
  for (let due = 0; due < forMs; due += everyMs) {
    await sleep(Math.max(0, begin + due - performance.now()));
    asking.push(ask(`${origin}/v1/cards/validate`, agent));
  }
  const times = await Promise.all(asking);
  agent.destroy();
  return times;
}

function ask(url: string, agent: Agent): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (answer) => {
      answer.resume();
      answer.once('error', reject);
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve(performance.now() - begin);
        else reject(new Error(`A validation was answered with ${answer.statusCode}.`));
      });
    });
    call.once('error', reject);
    call.end(BODY);
  });
}

function rowOf({ name, laps: phases }: Laps<Phase>): string[] {
  const sorted = phases.map(({ times }) => [...times].sort((a, b) => a - b));
  const percentiles = [0.5, 0.99, 0.999, 1].map((share) =>
    median(sorted.map((times) => times[Math.max(0, Math.ceil(times.length * share) - 1)]!)),
  );
  const rates = phases.flatMap(({ cardsPerSecond }) => (cardsPerSecond === null ? [] : [cardsPerSecond / 1e6]));
  const answers = sorted.reduce((sum, times) => sum + times.length, 0);
  return [name, ...percentiles.map(figure), String(answers), rates.length === 0 ? '' : figure(median(rates))];
}
