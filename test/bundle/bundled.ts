/** The bundle, in a folder without a node_modules around it, and what is started from there. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const PROJECT = join(import.meta.dirname, '..', '..');
const SETTINGS = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', MANAGEMENT_PORT: '0' };

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Readonly<Record<string, string>>;

export class Bundle {
  readonly folder = mkdtempSync(join(tmpdir(), 'iinspect-bundle-'));
  readonly program = join(this.folder, 'app', 'iinspect.js');
  readonly #children: ChildProcess[] = [];

  constructor() {
    const args = [join(PROJECT, 'scripts/bundle.ts'), '--folder', join(this.folder, 'app')];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: PROJECT, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }

  /** Names of all files, those in folders of it too. */
  files(): readonly string[] {
    const entries = readdirSync(join(this.folder, 'app'), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(join(this.folder, 'app'), join(entry.parentPath, entry.name)));
  }

  text(name: string): string {
    return readFileSync(join(this.folder, 'app', name), 'utf8');
  }

  write(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  /** With nothing of this process's environment: no setting, and no other place to find packages in. */
  spawn(args: readonly string[], env: Env = {}): ChildProcess {
    const child = spawn(process.execPath, [this.program, ...args], { cwd: this.folder, env });
    this.#children.push(child);
    return child;
  }

  async run(args: readonly string[], input = '', env: Env = {}): Promise<Ended> {
    const child = this.spawn(args, env);
    child.stdin?.end(input);
    return ended(child);
  }

  async serve(env: Env = {}): Promise<BundledService> {
    return new BundledService(this.spawn(['serve'], { ...SETTINGS, ...env })).started();
  }

  remove(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true });
  }
}

export class BundledService {
  readonly child: ChildProcess;
  readonly #end: Promise<Ended>;
  #stdout = '';

  constructor(child: ChildProcess) {
    this.child = child;
    this.#end = ended(child);
    child.stdout?.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
  }

  async started(): Promise<this> {
    while (!this.#stdout.includes('"msg":"started"')) {
      if (this.child.exitCode !== null) throw new Error((await this.#end).stderr);
      await sleep(10);
    }
    return this;
  }

  get api(): string {
    return /"rest":"(.+?)\/v1"/.exec(this.#stdout)?.[1] ?? '';
  }

  post(path: string, body: string, headers: Env = { 'content-type': 'application/json' }): Promise<Response> {
    return fetch(`${this.api}${path}`, { method: 'POST', headers, body });
  }

  /** As Kubernetes does. */
  async stop(): Promise<Ended> {
    this.child.kill('SIGTERM');
    return this.#end;
  }
}

export async function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
