/** `npm run bench:socket`: what a Unix socket saves, or costs, beside TCP over loopback. The same service twice; shown, never asserted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Connection } from '../scripts/overload-run-connection.ts';
import { inTurn, type Laps, medianOf, ratioOf, type Runner } from './batch/rounds.ts';
import { ServerProcess } from './batch/server-process.ts';

/** Published as a test number; see data/test-cards.csv. */
const BODY = JSON.stringify({ pan: '4111111111111111' });
const REQUEST = Buffer.from(
  `POST /v1/cards/validate HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);
const WARM_UP_MS = 3000;

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, connections: { type: 'string', multiple: true } },
});
const crowds = (values.connections ?? ['1', '16']).map(Number);
const rounds = values.quick ? 3 : 15;
const roundMs = values.quick ? 300 : 1000;

interface Lap {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const folder = mkdtempSync(join(tmpdir(), 'iinspect-bench-'));
const path = join(folder, 'iinspect.sock');
const tcp = ServerProcess.service({ BATCH_WORKERS: '0' });
const socket = ServerProcess.service({ BATCH_WORKERS: '0', PORT: '', LISTEN: `unix:${path}` });
try {
  const port = Number(new URL(await tcp.origin()).port);
  await socket.origin();
  console.log(
    `Node ${process.versions.node}, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}; ${rounds} rounds of ${roundMs} ms`,
  );
  for (const target of [port, path]) await ask(target, Math.max(...crowds), WARM_UP_MS);
  for (const connections of crowds) await compare(port, connections);
} finally {
  await Promise.all([tcp.stop(), socket.stop()]);
  rmSync(folder, { recursive: true });
}

async function compare(port: number, connections: number): Promise<void> {
  const runners: readonly Runner<Lap>[] = [
    { name: 'TCP, 127.0.0.1', run: () => ask(port, connections, roundMs) },
    { name: 'Unix socket', run: () => ask(path, connections, roundMs) },
  ];
  const [overTcp, overSocket] = (await inTurn(runners, rounds)) as [Laps<Lap>, Laps<Lap>];
  console.log(`\nREST, one card a request, ${connections} kept connection${connections === 1 ? '' : 's'}`);
  console.table(Object.fromEntries([overTcp, overSocket].map((laps) => [laps.name, rowOf(laps)])));
  const ratio = (value: (lap: Lap) => number): string => ratioOf(overSocket, overTcp, value).toFixed(2);
  const [rate, p50, p99] = [ratio(speed), ratio(half), ratio(tail)];
  console.log(`socket ÷ TCP, median of the rounds: requests/s ${rate}, p50 ${p50}, p99 ${p99}`);
}

function speed({ perSecond }: Lap): number {
  return perSecond;
}

function half({ p50Ms }: Lap): number {
  return p50Ms;
}

function tail({ p99Ms }: Lap): number {
  return p99Ms;
}

function rowOf(laps: Laps<Lap>): Readonly<Record<string, string>> {
  return {
    'requests/s': Math.round(medianOf(laps, speed)).toString(),
    'p50 ms': medianOf(laps, half).toFixed(3),
    'p99 ms': medianOf(laps, tail).toFixed(3),
  };
}

/** Closed loop: each connection asks again when it has its answer. */
async function ask(target: number | string, connections: number, forMs: number): Promise<Lap> {
  const times: number[] = [];
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: connections }, () => {
      return new Promise<void>((resolve, reject) => {
        const connection: Connection = new Connection(target, {
          onAnswer(_connection, status, sentMs) {
            const now = performance.now();
            if (status !== 200) reject(new Error('An answer was not 200.'));
            times.push(now - sentMs);
            if (now - begin < forMs) connection.send(REQUEST, now);
            else {
              connection.close();
              resolve();
            }
          },
          onLost: () => reject(new Error('A connection was lost.')),
        });
        void connection.connected.then(() => connection.send(REQUEST, performance.now()), reject);
      });
    }),
  );
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? NaN;
  return { perSecond: (times.length * 1000) / (performance.now() - begin), p50Ms: at(0.5), p99Ms: at(0.99) };
}
