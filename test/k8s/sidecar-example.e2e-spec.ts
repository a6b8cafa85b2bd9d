import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { freePort } from '../../scripts/restarts-run-instance.js';
import { Scratch } from '../bin-data/reload-support.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(120_000);

const PROJECT = join(import.meta.dirname, '..', '..');
const MAIN = join(PROJECT, 'dist', 'cli', 'main.js');
const SIDECAR = join(PROJECT, 'k8s', 'components', 'sidecar', 'sidecar.yaml');
const CONSUMER = join(PROJECT, 'k8s', 'overlays', 'sidecar-example', 'consumer.mjs');
/** What the consumer asks about. */
const PAN = '4111111111111111';

interface Container {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly startupProbe: { readonly httpGet: { readonly path: string } };
}

interface Workload {
  readonly spec: { readonly template: { readonly spec: { readonly initContainers: readonly [Container] } } };
}

const [container] = (parse(readFileSync(SIDECAR, 'utf8')) as Workload).spec.template.spec.initContainers;

/** What a container finds before the manifest says a word. */
const IMAGE_ENV = Object.fromEntries(
  [...readFileSync(join(PROJECT, 'Dockerfile'), 'utf8').matchAll(/^ENV (.*NODE_ENV=.*)$/gm)]
    .flatMap(([, line = '']) => line.split(' '))
    .map((assignment) => assignment.split('=') as [string, string]),
);

let scratch: Scratch;
let started: Process[] = [];
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  started = [];
  scratch.remove();
});

class Process {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  stdout = '';

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.ended = once(this.child, 'exit');
    started.push(this);
  }

  async says(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      if (this.child.exitCode !== null) throw new Error('The process has ended.');
      await sleep(10);
    }
  }
}

/** The container of the component, but for where its socket and its port are. */
function startSidecar(socketPath: string, managementPort: number): Process {
  expect(existsSync(MAIN)).toBe(true);
  expect(IMAGE_ENV).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0' });
  const here = { LISTEN: `unix:${socketPath}`, MANAGEMENT_HOST: '127.0.0.1', MANAGEMENT_PORT: String(managementPort) };
  const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
  return new Process([MAIN, ...container.args], { ...IMAGE_ENV, ...env, ...here });
}

async function statusOf(port: number, path: string): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
}

describe('the example of the sidecar', () => {
  test('gets verdicts over the socket, prints no card number, and stops when it is told', async () => {
    const socketPath = scratch.file('iinspect.sock');
    const [managementPort, healthPort] = [await freePort(), await freePort()];
    const consumer = new Process([CONSUMER, socketPath, String(healthPort)]);
    await consumer.says('{"problem":"ENOENT"}');
    expect(await statusOf(healthPort, '/readyz')).toBe(503);
    expect(await statusOf(healthPort, '/livez')).toBe(200);
    const sidecar = startSidecar(socketPath, managementPort);
    await consumer.says('{"verdict":"valid","brand":"visa","maskedPan":"');
    expect(await statusOf(healthPort, '/readyz')).toBe(200);
    expect(`${consumer.stdout}${sidecar.stdout}`).not.toContain(PAN);
    expect(readFileSync(CONSUMER, 'utf8')).toContain(PAN);
    for (const { child, ended } of [consumer, sidecar]) {
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    }
  });

  test('may start when the startup probe says so: the socket is there then', async () => {
    const socketPath = scratch.file('iinspect.sock');
    const managementPort = await freePort();
    const sidecar = startSidecar(socketPath, managementPort);
    const { path } = container.startupProbe.httpGet;
    while ((await statusOf(managementPort, path).catch(() => 0)) !== 200) {
      if (sidecar.child.exitCode !== null) throw new Error('The sidecar has ended.');
      await sleep(10);
    }
    expect(existsSync(socketPath)).toBe(true);
  });
});
