/** The real service, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { NODE_FLAGS } from './bootstrap/node-flags.mjs';

const MAIN = join(import.meta.dirname, '..', 'dist', 'main.js');
const START_DEADLINE_MS = 60_000;

type Line = Readonly<Record<string, unknown>>;

export class Service {
  readonly #child: ChildProcess;
  readonly #lines: Line[] = [];

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [...NODE_FLAGS, MAIN], {
      env: { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { stdout } = this.#child;
    if (stdout !== null) createInterface(stdout).on('line', (line) => this.#hear(line));
  }

  /** The lines of the log that are no requests. */
  said(message: string): readonly Line[] {
    return this.#lines.filter(({ msg }) => msg === message);
  }

  /** The lines that somebody should be called for. */
  troubles(): readonly Line[] {
    return this.#lines.filter(({ level }) => level === 'error' || level === 'fatal');
  }

  #hear(line: string): void {
    if (!line.includes('"msg":"request"')) this.#lines.push(JSON.parse(line) as Line);
  }

  async origins(): Promise<{ readonly api: string; readonly management: string }> {
    const deadline = performance.now() + START_DEADLINE_MS;
    while (performance.now() < deadline) {
      const [started] = this.said('started');
      const originOf = (url: unknown): string => new URL(String(url)).origin;
      if (started !== undefined) return { api: originOf(started['rest']), management: originOf(started['metrics']) };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('The service did not start.');
  }

  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
    return this.#child.exitCode;
  }
}

/** The samples of one scrape, by `name{labels}`. */
export async function scrape(management: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${management}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}
