import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { freePort } from '../../scripts/restarts-run-instance.js';
import { hasHaproxy } from '../../scripts/restarts-run-proxy.js';
import { rollOver } from '../../scripts/restarts-run-rolling.js';
import { StreamCall, summaryIn } from '../api/support/stream-client.js';
import { Scratch } from '../bin-data/reload-support.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(180_000);

const MAIN = join(import.meta.dirname, '../..', 'dist/main.js');
const VISA = '4111111111111111';

let scratch: Scratch;
const children: ChildProcess[] = [];

beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  scratch.remove();
});

/** What people start, and how it ended. */
class Service {
  readonly child: ChildProcess;
  readonly ended: Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>;
  stdout = '';

  constructor(env: Readonly<Record<string, string>> = {}) {
    expect(existsSync(MAIN)).toBe(true);
    const fixed = { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', BATCH_WORKERS: '0' };
    this.child = spawn(process.execPath, [MAIN], { env: { ...fixed, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(this.child);
    this.ended = once(this.child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
  }

  async started(): Promise<this> {
    await this.says('started');
    return this;
  }

  /** Waits for a line of the log. */
  async says(message: string): Promise<void> {
    while (!this.stdout.includes(`"msg":"${message}"`)) {
      if (this.child.exitCode !== null) throw new Error('The service has ended.');
      await sleep(10);
    }
  }

  get port(): number {
    return Number(/"rest":"http:\/\/127\.0\.0\.1:(\d+)/.exec(this.stdout)?.[1]);
  }

  signal(signal: NodeJS.Signals): this {
    this.child.kill(signal);
    return this;
  }
}

/** A request of which the last byte is held back. */
function upload(port: number): { readonly finish: () => void; readonly status: Promise<number> } {
  const body = JSON.stringify({ pan: VISA });
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
  const call = request({ host: '127.0.0.1', port, path: '/v1/cards/validate', method: 'POST', headers });
  const status = (once(call, 'response') as Promise<[IncomingMessage]>).then(([answer]) => {
    answer.resume();
    return answer.statusCode ?? 0;
  });
  call.write(body.slice(0, -1));
  return { status, finish: () => call.end(body.slice(-1)) };
}

describe('the built service, told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s finishes the request in flight, and exits with 0', async (signal) => {
    const service = await new Service().started();
    const { status, finish } = upload(service.port);
    await sleep(100);
    service.signal(signal);
    await service.says('stopping');
    await sleep(200);
    finish();
    expect(await status).toBe(200);
    expect(await service.ended).toEqual([0, null]);
    expect(service.stdout).toContain('"msg":"stopped"');
  });

  it('tells a stream how far it came, and exits with 0', async () => {
    const service = await new Service({ SHUTDOWN_GRACE_MS: '2500' }).started();
    const call = new StreamCall(service.port, 'text/plain').write(`${VISA}\n`);
    await call.next();
    const rest = call.answer();
    service.signal('SIGTERM');
    expect(summaryIn((await rest).lines)).toMatchObject({ aborted: true, reason: 'shutting_down', lines: 1 });
    expect(await service.ended).toEqual([0, null]);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('twice, the second time by %s, exits with %i at once', async (signal, code) => {
    const service = await new Service({ SHUTDOWN_DRAIN_MS: '60000' }).started();
    service.signal('SIGTERM');
    await service.says('stopping');
    service.signal(signal);
    expect(await service.ended).toEqual([code, null]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s while it starts, exits with 0 and has served nobody',
    async (signal) => {
      scratch.publish({ 'issuers.csv': rows(400_000) });
      const managementPort = String(await freePort());
      const service = new Service({ ISSUER_DATA: scratch.file('issuers.csv'), MANAGEMENT_PORT: managementPort });
      // The probes answer first, and data of that length takes a while.
      await answers(`http://127.0.0.1:${managementPort}/livez`);
      service.signal(signal);
      expect(await service.ended).toEqual([0, null]);
      expect(service.stdout).toBe('');
    },
  );

  it('while it takes data anew, exits with 0', async () => {
    scratch.publish({ 'issuers.csv': rows(200_000) });
    const service = await new Service({ ISSUER_DATA: scratch.file('issuers.csv') }).started();
    scratch.publish({ 'issuers.csv': rows(200_001) });
    service.signal('SIGHUP');
    await sleep(300);
    service.signal('SIGTERM');
    expect(await service.ended).toEqual([0, null]);
    expect(service.stdout).toContain('"msg":"stopped"');
  });
});

/** Waits until something does. */
async function answers(url: string): Promise<void> {
  while (!(await fetch(url).catch(() => null))?.ok) await sleep(10);
}

/** Long enough to be read for a while. */
function rows(count: number): Buffer {
  const lines = Array.from(
    { length: count },
    (_, index) => `${String(100_000 + (index % 800_000))},Issuer ${String(index)}`,
  );
  return Buffer.from(`low,issuer\n${lines.join('\n')}\n`);
}

const isPossible = hasHaproxy();
if (!isPossible)
  process.stderr.write('test/ops/restarts.e2e-spec.ts leaves out rolling restarts: there is no haproxy.\n');

(isPossible ? describe : describe.skip)('two services behind haproxy, restarted one after the other', () => {
  it('lose no request and no stream (the short form of npm run restarts:run)', async () => {
    const { sightings, exitCodes } = await rollOver({ restarts: 2, seconds: 2, requestsPerSecond: 100 });
    expect(sightings.examples).toEqual([]);
    expect(sightings.failed).toBe(0);
    expect(sightings.streams).toMatchObject({ cut: 0, refused: 0 });
    expect(sightings.streams.done).toBeGreaterThan(0);
    expect(sightings.requests).toBeGreaterThan(100);
    expect(exitCodes).toEqual([0, 0, 0, 0]);
  });
});
