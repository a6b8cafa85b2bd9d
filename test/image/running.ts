/** A container of the service: where it listens, what it says, and what the kernel says about it. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Containers, RESTRICTED } from './containers.ts';

const READY_DEADLINE_MS = 60_000;
const MEBIBYTE_KB = 1024;

export interface RunningOptions {
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly managementPort: number;
  /** For podman, beside those of a restricted pod; later ones win. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export class RunningImage {
  readonly api: string;
  readonly management: string;
  /** From the start of its first process to the first answer that it is ready. */
  readyMs = 0;
  readonly #containers: Containers;
  readonly #options: RunningOptions;

  constructor(containers: Containers, options: RunningOptions) {
    this.#containers = containers;
    this.#options = options;
    this.api = `http://127.0.0.1:${options.port}`;
    this.management = `http://127.0.0.1:${options.managementPort}`;
  }

  async start(): Promise<this> {
    const { name, image, port, managementPort, args = [], env = {} } = this.#options;
    const settings = { HOST: '127.0.0.1', PORT: String(port), MANAGEMENT_PORT: String(managementPort), ...env };
    const envArgs = Object.entries(settings).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    const started = this.#containers.start(name, [...RESTRICTED, ...args, ...envArgs, image]);
    const ready = this.#firstReady();
    await started;
    this.readyMs =
      (await ready) - Date.parse(await this.inspect('{{.State.StartedAt.Format "2006-01-02T15:04:05.000Z07:00"}}'));
    return this;
  }

  inspect(format: string): Promise<string> {
    return this.#containers.podman('inspect', '--format', format, this.#options.name);
  }

  /** What Node prints inside of the container, beside the service and with its flags. */
  async ask(expression: string): Promise<unknown> {
    const code = `console.log(JSON.stringify(${expression}))`;
    const [image] = JSON.parse(await this.#containers.podman('image', 'inspect', this.#options.image)) as [
      { readonly Config: { readonly Entrypoint: readonly string[] } },
    ];
    const node = image.Config.Entrypoint.slice(0, -1);
    return JSON.parse(await this.#containers.podman('exec', this.#options.name, ...node, '-e', code)) as unknown;
  }

  /** A field of /proc/<pid>/status, such as `CapEff`. */
  async status(field: string): Promise<string> {
    const text = readFileSync(`/proc/${await this.inspect('{{.State.Pid}}')}/status`, 'utf8');
    return new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(text)?.[1] ?? '';
  }

  /** In MiB. */
  async memory(field: 'VmRSS' | 'VmHWM'): Promise<number> {
    return Math.round(Number.parseInt(await this.status(field), 10) / MEBIBYTE_KB);
  }

  /** @returns How long it took, in milliseconds, and its exit code. */
  async stop(): Promise<{ readonly code: number; readonly ms: number }> {
    const started = performance.now();
    await this.#containers.podman('stop', '--time', '20', this.#options.name);
    const ms = Math.round(performance.now() - started);
    return { code: Number(await this.inspect('{{.State.ExitCode}}')), ms };
  }

  async log(): Promise<string> {
    const { stdout, stderr } = await this.#containers.tryPodman(['logs', this.#options.name]);
    return stdout + stderr;
  }

  async #firstReady(): Promise<number> {
    const deadline = performance.now() + READY_DEADLINE_MS;
    for (;;) {
      if (await answers(`${this.management}/readyz`)) return Date.now();
      if (performance.now() > deadline) throw new Error(`It is not ready. It says:\n${await this.log()}`);
      await sleep(5);
    }
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
