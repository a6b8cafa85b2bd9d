import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, ErrorReply } from '@redis/client';
import type { Client } from '../../src/security/client.js';
import type { RateStoreObserver, StoreFault } from '../../src/security/budget/rate-observer.js';

export function clientOf(parts: Partial<Client> = {}): Client {
  return { kind: 'api_key', id: 'shop', address: '192.0.2.7', scopes: ['cards'], cardsMax: null, ...parts };
}

/** The clock of a test. */
export class FakeClock {
  ms = 0;
  readonly monotonicMs = (): number => this.ms;
}

/** Says why nothing will be tested, where the binary is missing. */
export function hasRedis(): boolean {
  if (!spawnSync('redis-server', ['--version']).error) return true;
  process.stderr.write('skipped: redis-server is not installed (apt-get install redis-server)\n');
  return false;
}

/** A real server on a loopback port of its own, which keeps nothing on disk. */
export class RedisServer {
  readonly #directory = mkdtempSync(join(tmpdir(), 'iinspect-redis-'));
  #process: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  static async start(...options: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    try {
      await server.start();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  urlWith(password: string): string {
    return `redis://:${password}@127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const places = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#directory];
    const quiet = ['--save', '', '--appendonly', 'no', '--loglevel', 'warning'];
    const started = spawn('redis-server', [...places, ...quiet, ...this.options], { stdio: 'ignore' });
    this.#process = started;
    for (let attempt = 0; attempt < 200; attempt++) {
      if (started.exitCode !== null) throw new Error('redis-server ended at once.');
      if (await answers(this.port)) return;
      await sleep(25);
    }
    throw new Error('redis-server does not listen.');
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal);
  }

  /** As when the machine loses its power. */
  async kill(): Promise<void> {
    const killed = this.#process;
    this.#process = null;
    if (killed?.exitCode !== null) return;
    const gone = once(killed, 'exit');
    killed.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Runs commands as somebody else would. */
  async ask<T>(question: (client: ReturnType<typeof openClient>) => Promise<T>, url = this.url): Promise<T> {
    const client = openClient(url);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await question(client);
    } finally {
      client.destroy();
    }
  }
}

function openClient(url: string) {
  return createClient({ url, RESP: 2 });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const client = openClient(`redis://127.0.0.1:${port}`);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch (error) {
    // It asks for a password, so it is there.
    return error instanceof ErrorReply;
  } finally {
    if (client.isOpen) client.destroy();
  }
}

/** Remembers what the store was, in order. */
export class StoreDiary implements RateStoreObserver {
  readonly states: string[] = [];
  readonly failures: StoreFault[] = [];
  #waiters: (() => void)[] = [];

  storeReached(): void {
    this.#note('reached');
  }
  storeLost(fault: StoreFault): void {
    this.#note(`lost: ${fault}`);
  }
  storeFailed(fault: StoreFault): void {
    this.failures.push(fault);
  }

  /** Resolves when so many changes were seen. */
  async until(changes: number): Promise<void> {
    while (this.states.length < changes) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  #note(state: string): void {
    this.states.push(state);
    for (const waiter of this.#waiters.splice(0)) waiter();
  }
}
