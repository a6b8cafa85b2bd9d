/** buildah and podman with a store of their own: nothing of this machine's images and containers is seen or touched. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolEnvironment } from './prerequisites.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A container may not have more of these than whoever starts it, and here nobody may raise them. */
const CONTAINERS_CONF = `[containers]
default_ulimits = ["nofile=4096:4096", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

/** As a pod of the profile `restricted` runs, with the memory of our Deployment. */
export const RESTRICTED = [
  ...['--network', 'host', '--user', '65532:65532', '--read-only', '--read-only-tmpfs=false'],
  ...['--tmpfs', '/tmp:rw,size=16m,noexec,nosuid,nodev', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
  ...['--memory', '256m', '--memory-swap', '256m', '--pids-limit', '64'],
];

export class Containers {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #started = new Set<string>();

  /** @param folder Kept from run to run: layers in it are not built twice. */
  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    const conf = join(folder, 'containers.conf');
    writeFileSync(conf, CONTAINERS_CONF);
    this.#env = { ...toolEnvironment(), CONTAINERS_CONF: conf };
  }

  /** @throws Error with what the tool said. */
  async buildah(...args: readonly string[]): Promise<string> {
    return this.#whole('buildah', [...this.#store(), ...args]);
  }

  async podman(...args: readonly string[]): Promise<string> {
    return this.#whole('podman', this.#podmanArgs(args));
  }

  /** However it ends. */
  tryPodman(args: readonly string[], input = ''): Promise<Ended> {
    return this.execute('podman', this.#podmanArgs(args), input);
  }

  /** Starts a container in the background, to be removed by `removeAll` at the latest. */
  async start(name: string, args: readonly string[]): Promise<void> {
    await this.tryPodman(['rm', '--force', '--time', '0', name]);
    this.#started.add(name);
    await this.podman('run', '--detach', '--name', name, ...args);
  }

  async removeAll(): Promise<void> {
    for (const name of this.#started) await this.tryPodman(['rm', '--force', '--time', '0', name]);
  }

  async execute(program: string, args: readonly string[], input = ''): Promise<Ended> {
    const child = spawn(program, args, { env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => undefined).end(input);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  async #whole(program: string, args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.execute(program, args);
    if (code === 0) return stdout.trim();
    throw new Error(
      `${program} ${args.slice(6).join(' ')}: exit code ${String(code)}\n${stdout.slice(-2000)}${stderr.slice(-4000)}`,
    );
  }

  #store(): readonly string[] {
    return ['--root', join(this.folder, 'store'), '--runroot', join(this.folder, 'run'), '--storage-driver', 'overlay'];
  }

  #podmanArgs(args: readonly string[]): readonly string[] {
    return [...this.#store(), '--tmpdir', join(this.folder, 'tmp'), '--cgroup-manager', 'cgroupfs', ...args];
  }
}
