import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

export interface RuleHealth {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

/** Debian's, on a loopback port of its own, asking and judging every second. */
export class Prometheus {
  readonly #folder = mkdtempSync(join(tmpdir(), 'iinspect-prometheus-'));
  #process: ChildProcess | null = null;
  #origin = '';

  /** @param rules Text of a rule file. */
  async start(target: string, rules: string): Promise<this> {
    writeFileSync(join(this.#folder, 'rules.yaml'), rules);
    const targets = [{ targets: [target] }];
    const config = {
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.yaml'],
      scrape_configs: [{ job_name: 'iinspect', static_configs: targets }],
    };
    const file = join(this.#folder, 'prometheus.yml');
    writeFileSync(file, stringify(config));
    const port = await freePort();
    this.#origin = `http://127.0.0.1:${port}`;
    const listen = [`--web.listen-address=127.0.0.1:${port}`, `--storage.tsdb.path=${join(this.#folder, 'data')}`];
    this.#process = spawn('prometheus', [`--config.file=${file}`, ...listen, '--log.level=error'], { stdio: 'ignore' });
    await this.eventually(async () => (await fetch(`${this.#origin}/-/ready`)).ok);
    return this;
  }

  /** Everything the expression gives now. @throws When Prometheus cannot evaluate it. */
  async query(expr: string): Promise<readonly Sample[]> {
    const { result } = await this.#ask<{ result: readonly Sample[] }>(
      `query?${String(new URLSearchParams({ query: expr }))}`,
    );
    return result;
  }

  async alerts(): Promise<readonly ActiveAlert[]> {
    return (await this.#ask<{ alerts: readonly ActiveAlert[] }>('alerts')).alerts;
  }

  async rules(): Promise<readonly RuleHealth[]> {
    const { groups } = await this.#ask<{ groups: readonly { rules: readonly RuleHealth[] }[] }>('rules');
    return groups.flatMap(({ rules }) => rules);
  }

  /** As long as it takes: beside the whole suite everything may take longer than others wait. */
  async eventually(holds: () => Promise<boolean>): Promise<void> {
    for (;;) {
      if (this.#process?.exitCode !== null) throw new Error('Prometheus has ended.');
      if (await holds().catch(() => false)) return;
      await sleep(200);
    }
  }

  async stop(): Promise<void> {
    if (this.#process?.exitCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await exited;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ask<T>(path: string): Promise<T> {
    const answer = (await (await fetch(`${this.#origin}/api/v1/${path}`)).json()) as { status: string; data: T };
    if (answer.status !== 'success') throw new UnanswerableError(path, JSON.stringify(answer));
    return answer.data;
  }
}

/** What Prometheus has to say about a question it does not understand. */
class UnanswerableError extends Error {
  constructor(
    readonly path: string,
    readonly answer: string,
  ) {
    super('Prometheus did not understand.');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
