/** A server as a process of its own: it says where it listens in a JSON line `{"msg":"started","rest":…}`, as the service does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { NODE_FLAGS } from '../../scripts/bootstrap/node-flags.mjs';
import { usageOf, type Usage } from './process-usage.ts';

const SERVICE = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const PEER = fileURLToPath(new URL('peer-server.ts', import.meta.url));

interface Started {
  readonly msg?: string;
  readonly rest: string;
  readonly metrics?: string;
}

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #started: Promise<Started>;
  /** Nobody else would end it when this process is. */
  readonly #endWithUs = (): void => void this.#child.kill();

  private constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    process.once('exit', this.#endWithUs);
    const lines = createInterface(this.#child.stdout!);
    const ended = once(this.#child, 'exit').then((): never => {
      throw new Error(`${args.join(' ')} ended before it listened.`);
    });
    const told = new Promise<Started>((resolve) => {
      lines.on('line', (line) => {
        if (!line.includes('"msg":"started"')) return;
        resolve(JSON.parse(line) as Started);
      });
    });
    this.#started = Promise.race([told, ended]);
    // Whoever asks for the origin hears of it; an exit after that is no news.
    this.#started.catch(() => null);
    ended.catch(() => null);
  }

  static service(settings: Readonly<Record<string, string>>): ServerProcess {
    return new ServerProcess([...NODE_FLAGS, SERVICE], {
      NODE_ENV: 'test',
      PORT: '0',
      MANAGEMENT_PORT: '0',
      ...settings,
    });
  }

  static peer(stack: 'node:http' | 'fastify'): ServerProcess {
    return new ServerProcess(['--no-warnings', PEER, stack], {});
  }

  async origin(): Promise<string> {
    return new URL((await this.#started).rest).origin;
  }

  /** Where the service shows its metrics. */
  async management(): Promise<string> {
    return new URL((await this.#started).metrics!).origin;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  usage(): Usage {
    const usage = usageOf(this.#child.pid!);
    return usage ?? { cpuMs: NaN, rssBytes: NaN, rssPeakBytes: NaN };
  }

  /** The peak counts from now on. */
  forgetPeak(): void {
    try {
      writeFileSync(`/proc/${this.#child.pid!}/clear_refs`, '5');
    } catch {
      // Not on Linux, or not allowed: the peak is that since the start.
    }
  }

  async stop(): Promise<number | null> {
    process.off('exit', this.#endWithUs);
    if (!this.isRunning) return this.#child.exitCode;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
    return this.#child.exitCode;
  }
}
