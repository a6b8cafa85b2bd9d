import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Folder, makeKey } from '../access/credential-files.js';
import { ask } from '../tls/tls-service.js';
import { Authority } from '../tls/certificates.js';
import { PROJECT } from './rule-files.js';

export const IN_FLIGHT_MAX = 4;
/** More than the ten that alerts about budgets want. */
const REFUSED = 20;

/** The service as it is built, with everything it can have a metric about: keys, a certificate, issuer data, budgets; and no Redis or collector. */
export class LiveService {
  readonly #folder = new Folder();
  readonly #authority = new Authority();
  readonly #caller = makeKey(['cards', 'iins', 'admin']);
  readonly #poor = makeKey(['cards'], { cardsMax: 1 });
  #child: ChildProcess | null = null;
  #port = 0;
  management = '';

  async start(): Promise<this> {
    const env = { ...this.#files(), ...FIXED };
    const child = spawn(process.execPath, [join(PROJECT, 'dist/main.js')], { cwd: PROJECT, env });
    this.#child = child;
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: unknown) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk: unknown) => (stderr += String(chunk)));
    // As long as it takes: beside the whole suite a start may take longer than others wait.
    while (!stdout.includes('"started"')) {
      if (child.exitCode !== null) throw new Error('The service did not start.', { cause: stderr });
      await sleep(50);
    }
    const { rest, metrics } = JSON.parse(stdout.split('\n').find((line) => line.includes('"started"')) ?? '{}');
    this.#port = Number(new URL(rest).port);
    this.management = new URL(metrics).origin;
    return this;
  }

  #files(): Readonly<Record<string, string>> {
    const { certFile, keyFile } = this.#authority.issue({ name: 'service' });
    return {
      API_KEYS_FILE: this.#folder.write('keys.json', `${this.#caller.line}${this.#poor.line}`),
      ISSUER_DATA: this.#folder.write('issuers.csv', ISSUERS),
      TLS_CERT_FILE: certFile,
      TLS_KEY_FILE: keyFile,
    };
  }

  get target(): string {
    return new URL(this.management).host;
  }

  /** @returns The status. */
  async call(method: string, path: string, body = '', given: Readonly<Record<string, string>> = {}): Promise<number> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.#caller.key}`, ...given };
    return (await ask(this.#port, this.#authority, { method, path, headers }, body)).status;
  }

  callPoor(pans: readonly string[]): Promise<number> {
    const authorization = `Bearer ${this.#poor.key}`;
    return this.call('POST', '/v1/cards/batch', JSON.stringify(pans), { authorization });
  }

  async reload(): Promise<number> {
    const headers = { authorization: `Bearer ${this.#caller.key}` };
    return (await fetch(`${this.management}/reload`, { method: 'POST', headers })).status;
  }

  damageKeys(): void {
    this.#folder.write('keys.json', 'this is no key\n');
  }

  /** Holds every place with bodies that do not come, and then asks until it was told often enough that there is none. @returns What that is. */
  async overfill(): Promise<number> {
    const headers = {
      authorization: `Bearer ${this.#caller.key}`,
      'content-type': 'application/json',
      'content-length': '9',
    };
    const held = Array.from({ length: IN_FLIGHT_MAX }, () => {
      const { root } = this.#authority;
      const options = { host: '127.0.0.1', port: this.#port, ca: root.cert, agent: false, method: 'POST', headers };
      const call = request({ ...options, path: '/v1/cards/validate' }).on('error', () => undefined);
      call.flushHeaders();
      return call;
    });
    for (let refused = 0; refused < REFUSED;) if ((await this.call('GET', '/v1/brands')) === 503) refused += 1;
    for (const call of held) call.destroy();
    return 503;
  }

  async kill(): Promise<void> {
    if (this.#child?.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  async remove(): Promise<void> {
    await this.kill();
    this.#folder.remove();
    this.#authority.remove();
  }
}

const ISSUERS = 'low,country,issuer,funding\n411111,KR,Example Bank,debit\n555555,KR,Other Bank,credit\n';

const FIXED = {
  ...{ NODE_ENV: 'production', PORT: '0', MANAGEMENT_PORT: '0', AUTH: 'api-key', RATE_CARDS_PER_CLIENT: '5000' },
  ...{ REDIS_URL: 'redis://127.0.0.1:9', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
  ...{
    REQUESTS_IN_FLIGHT_MAX: String(IN_FLIGHT_MAX),
    ACCESS_POLL_MS: '200',
    SHUTDOWN_DRAIN_MS: '0',
    LOG_FORMAT: 'json',
  },
};
