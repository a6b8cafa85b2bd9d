/** One of the services that are restarted: always on the same two ports, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_FLAGS } from './bootstrap/node-flags.mjs';

const MAIN = join(import.meta.dirname, '..', 'dist', 'main.js');
/**
 * What `/readyz` says of a service that takes requests. Its status also tells of an event loop that is late: on a busy machine that would
 * take both services out at once, and what a restart loses is the question here.
 */
export const READY = '"phase":"ready"';
const START_DEADLINE_MS = 60_000;

export interface Ports {
  readonly port: number;
  readonly managementPort: number;
}

/** Of this machine, and nobody's at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export class Instance {
  readonly name: string;
  readonly ports: Ports;
  readonly exitCodes: (number | null)[] = [];
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;

  constructor(name: string, ports: Ports, env: Readonly<Record<string, string>>) {
    this.name = name;
    this.ports = ports;
    this.#env = env;
  }

  /** Resolves when it says that it is ready. */
  async start(): Promise<void> {
    const { port, managementPort } = this.ports;
    const listening = { HOST: '127.0.0.1', PORT: String(port), MANAGEMENT_PORT: String(managementPort) };
    this.#child = spawn(process.execPath, [...NODE_FLAGS, MAIN], {
      env: { NODE_ENV: 'production', LOG_LEVEL: 'warn', ...listening, ...this.#env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const deadline = performance.now() + START_DEADLINE_MS;
    while (!(await this.#isReady())) {
      if (performance.now() > deadline || this.#child.exitCode !== null) throw new Error('The service did not start.');
      await sleep(50);
    }
  }

  /** As an orchestrator stops it. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    this.exitCodes.push(child.exitCode);
  }

  async #isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`http://127.0.0.1:${String(this.ports.managementPort)}/readyz`);
      return (await answer.text()).includes(READY);
    } catch {
      return false;
    }
  }
}
