import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exchange, request, statusOf } from './raw-http.ts';
import { Sandbox } from './sandbox.ts';
import type { Sinks } from './sinks.ts';

const ROOT = join(import.meta.dirname, '../..');
export const SERVICE = join(ROOT, 'dist/main.js');
export const COMMAND_LINE = join(ROOT, 'dist/cli/main.js');

/** Where a process listens. */
export interface Ports {
  readonly api: number;
  readonly management: number;
}

interface Start {
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeFlags?: readonly string[];
}

/** A real process under observation: everything it prints, writes to files, and shows of itself in /proc. */
export class Subject {
  readonly child: ChildProcess;
  readonly ports: Ports;
  readonly sandbox: Sandbox;
  readonly #printed: { readonly stdout: Buffer[]; readonly stderr: Buffer[] } = { stdout: [], stderr: [] };
  readonly #ended: Promise<unknown>;

  constructor(args: readonly string[], sandbox: Sandbox, ports: Ports, env: Readonly<Record<string, string>> = {}) {
    this.ports = ports;
    this.sandbox = sandbox;
    this.child = spawn(process.execPath, args, { cwd: sandbox.cwd, env: { ...sandbox.env, ...env } });
    // An interrupted harness leaves no process behind.
    const end = (): void => void this.child.kill('SIGKILL');
    process.once('exit', end);
    this.#ended = once(this.child, 'close').then(() => process.off('exit', end));
    this.child.stdout?.on('data', (chunk: Buffer) => this.#printed.stdout.push(chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => this.#printed.stderr.push(chunk));
    this.child.stdin?.on('error', () => undefined);
  }

  /** The service as people start it, ready. */
  static async service({ env = {}, nodeFlags = [] }: Start = {}, sandbox = new Sandbox()): Promise<Subject> {
    const ports = { api: await freePort(), management: await freePort() };
    const settings = {
      ...{ NODE_ENV: 'test', PORT: String(ports.api), MANAGEMENT_PORT: String(ports.management) },
      ...env,
    };
    const subject = new Subject([...nodeFlags, SERVICE], sandbox, ports, settings);
    await subject.until(() => isReady(ports.management));
    return subject;
  }

  /** @param logLevel Of Fastify's logger. */
  static async stock(logLevel: string): Promise<Subject> {
    const api = await freePort();
    const main = join(import.meta.dirname, 'stock-main.ts');
    const env = { NODE_ENV: 'production', PORT: String(api), LOG_LEVEL: logLevel };
    const subject = new Subject(['--no-warnings', main], new Sandbox(), { api, management: api }, env);
    await subject.until(async () => statusOf(await exchange(api, request('GET', '/'))) === 404);
    return subject;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get stdout(): string {
    return Buffer.concat(this.#printed.stdout).toString('latin1');
  }

  /** What the system tells of it to others: its arguments, which are also its title, its name and its environment. */
  shown(): Buffer {
    const files = ['cmdline', 'comm', 'environ'].map((name) => `/proc/${this.child.pid ?? 0}/${name}`);
    return Buffer.concat(files.map((path) => readIfThere(path)));
  }

  async metrics(): Promise<Buffer> {
    return exchange(this.ports.management, request('GET', '/metrics'));
  }

  /** To be called after its end, or just before. */
  sinks(): Sinks {
    return {
      stdout: [Buffer.concat(this.#printed.stdout)],
      stderr: [Buffer.concat(this.#printed.stderr)],
      files: this.sandbox.files(),
    };
  }

  async ended(withinMs: number): Promise<void> {
    const patience = new AbortController();
    await Promise.race([this.#ended, sleep(withinMs, null, patience)]);
    patience.abort();
    if (this.isRunning) this.child.kill('SIGKILL');
    await this.#ended;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended(15_000);
  }

  /** Or its end. */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; attempt < 2400; attempt++) {
      if (!this.isRunning || (await isSo())) return;
      await sleep(50);
    }
    throw new Error('The process did not get ready.');
  }
}

async function isReady(port: number): Promise<boolean> {
  return statusOf(await exchange(port, request('GET', '/readyz'))) === 200;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    // Not on Linux, or the process has ended.
    return Buffer.alloc(0);
  }
}
