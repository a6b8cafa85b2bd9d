/** haproxy in front of the instances. It asks nobody twice (`retries 0`), so that what the service drops is seen. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type Instance, READY } from './restarts-run-instance.ts';

/** With one failed check an instance is out: well within the second for which it still takes requests. */
const CHECK = 'check inter 200ms fall 1 rise 1';
const UP_DEADLINE_MS = 30_000;

export function hasHaproxy(): boolean {
  return spawnSync('haproxy', ['-v'], { stdio: 'ignore' }).status === 0;
}

function configOf(instances: readonly Instance[], port: number, statsPort: number): string {
  const servers = instances.map(
    ({ name, ports }) =>
      `  server ${name} 127.0.0.1:${String(ports.port)} ${CHECK} port ${String(ports.managementPort)}`,
  );
  return [
    'global',
    '  maxconn 2000',
    'defaults',
    '  mode http',
    '  retries 0',
    '  timeout connect 2s',
    // A check that is late is no "no": on a busy machine both would be out at once.
    '  timeout check 5s',
    '  timeout client 60s',
    '  timeout server 60s',
    'frontend api',
    `  bind 127.0.0.1:${String(port)}`,
    '  default_backend instances',
    'backend instances',
    '  balance roundrobin',
    '  option httpchk GET /readyz',
    `  http-check expect string ${READY.replaceAll('"', '\\"')}`,
    ...servers,
    'frontend stats',
    `  bind 127.0.0.1:${String(statsPort)}`,
    '  stats enable',
    '  stats uri /',
    '',
  ].join('\n');
}

export class Proxy {
  readonly origin: string;
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #statsPort: number;

  static async before(instances: readonly Instance[]): Promise<Proxy> {
    return new Proxy(instances, await freePort(), await freePort());
  }

  private constructor(instances: readonly Instance[], port: number, statsPort: number) {
    this.#statsPort = statsPort;
    this.origin = `http://127.0.0.1:${String(port)}`;
    this.#directory = mkdtempSync(join(tmpdir(), 'iinspect-restarts-'));
    const file = join(this.#directory, 'haproxy.cfg');
    writeFileSync(file, configOf(instances, port, statsPort));
    this.#child = spawn('haproxy', ['-db', '-q', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  /** Resolves when requests are sent to this instance. */
  async sees({ name }: Instance): Promise<void> {
    const deadline = performance.now() + UP_DEADLINE_MS;
    while (!(await this.#isUp(name))) {
      if (performance.now() > deadline) throw new Error('haproxy does not see the instance.');
      await sleep(50);
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exited;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #isUp(name: string): Promise<boolean> {
    try {
      const text = await (await fetch(`http://127.0.0.1:${String(this.#statsPort)}/;csv`)).text();
      const row = text.split('\n').find((line) => line.startsWith(`instances,${name},`));
      return row?.split(',').includes('UP') ?? false;
    } catch {
      return false;
    }
  }
}
