/** One start of the service as a process of its own, and what it takes then and under requests. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { usageOf } from '../bench/batch/process-usage.ts';

export interface Plan {
  /** `dist/main.js`, or a bundled command line. */
  readonly app: string;
  readonly nodeFlags: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly requests: number;
}

/** One column of the table each. */
export interface Measured {
  readonly readyMs: number;
  readonly readyCpuMs: number;
  readonly readyMb: number;
  readonly busyMb: number;
  readonly peakMb: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

type Service = ChildProcessByStdio<null, Readable, null>;

const MIB = 1024 * 1024;
const CONNECTIONS = 16;
const BODY = JSON.stringify({ pan: '4111 1111 1111 1111', expiry: '12/2030', cvv: '123' });
const LISTENING = { NODE_ENV: 'production', PORT: '0', MANAGEMENT_PORT: '0', SHUTDOWN_DRAIN_MS: '0' };

export async function measureStart({ app, nodeFlags, settings, requests }: Plan): Promise<Measured> {
  const args = basename(app) === 'main.js' ? [app] : [app, 'serve'];
  const begin = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, ...args], {
    env: { ...LISTENING, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const origin = await originOf(child);
    const readyMs = performance.now() - begin;
    const ready = gaugesOf(child);
    const waits = await askOften(`${origin}/v1/cards/validate`, requests);
    const busy = gaugesOf(child);
    return {
      ...{ readyMs, readyCpuMs: ready.cpuMs, readyMb: ready.rssMb, busyMb: busy.rssMb, peakMb: busy.peakMb },
      ...{ p50Ms: quantile(waits, 0.5), p99Ms: quantile(waits, 0.99) },
    };
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
  }
}

/** The line is written when the service is ready; what follows are lines of requests, which are read and forgotten. */
async function originOf(child: Service): Promise<string> {
  const lines = createInterface(child.stdout);
  const told = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      if (!line.includes('"msg":"started"')) return;
      resolve(new URL((JSON.parse(line) as { readonly rest: string }).rest).origin);
    });
  });
  const ended = once(child, 'exit').then((): never => {
    throw new Error('The service ended before it was ready.');
  });
  ended.catch(() => null);
  return Promise.race([told, ended]);
}

function gaugesOf({ pid = NaN }: Service): { readonly cpuMs: number; readonly rssMb: number; readonly peakMb: number } {
  const usage = usageOf(pid);
  if (usage === null) throw new Error('There is no /proc to read from.');
  return { cpuMs: usage.cpuMs, rssMb: usage.rssBytes / MIB, peakMb: usage.rssPeakBytes / MIB };
}

/** @returns How long each took, in ms, ascending. */
async function askOften(url: string, requests: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const waits: number[] = [];
  let left = requests;
  const askOn = async (): Promise<void> => {
    while ((left -= 1) >= 0) {
      const begin = performance.now();
      const status = await ask(url, agent);
      if (status !== 200) throw new Error(`The service answered ${String(status)}.`);
      waits.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, askOn));
  agent.destroy();
  return waits.sort((one, other) => one - other);
}

function ask(url: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent, method: 'POST', headers: { 'content-type': 'application/json' } }, (answer) => {
      answer.resume().on('end', () => {
        resolve(answer.statusCode);
      });
    });
    call.on('error', reject).end(BODY);
  });
}

function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.floor(share * ascending.length)] ?? NaN;
}
