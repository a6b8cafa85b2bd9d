import { readFileSync } from 'node:fs';
import { type IncomingMessage, request, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { hasProxy, type ProxyKind, ShippedProxy, streamModule } from '../../scripts/proxies-process.js';
import type { Place, ProxyPlan } from '../../scripts/proxies-shipped.js';
import { Service } from '../../scripts/reload-service.js';

export const KINDS: readonly ProxyKind[] = ['nginx', 'haproxy'];
export const VISA = '4111111111111111';
const CI = readFileSync(join(import.meta.dirname, '../../.ci/run'), 'utf8');

/** `describe`, or one that leaves its tests out and says why; where `.ci/run` installs the package, they are not left out but fail. */
export function describeWith(debianPackage: string, isThere: boolean): typeof describe | typeof describe.skip {
  if (isThere) return describe;
  if (process.env['CI'] === 'true' && CI.includes(debianPackage)) throw new Error(`${debianPackage} is not installed.`);
  process.stderr.write(
    `There is no ${debianPackage} here: tests of what it does in front of the service are left out.\n`,
  );
  return describe.skip;
}

export function describeProxy(kind: ProxyKind): typeof describe | typeof describe.skip {
  return describeWith(kind, hasProxy(kind));
}

/** nginx passes endless streams on with a module of its own. */
export function describeStreams(kind: ProxyKind): typeof describe | typeof describe.skip {
  if (kind === 'haproxy' || !hasProxy(kind)) return describeProxy(kind);
  return describeWith('libnginx-mod-stream', streamModule() !== null);
}

/** A service, or several, and a proxy in front. */
export class Front {
  readonly #services: Service[] = [];
  readonly #proxies: ShippedProxy[] = [];

  async service(env: Readonly<Record<string, string>> = {}): Promise<Place> {
    const service = new Service({ BATCH_WORKERS: '0', LOG_LEVEL: 'info', ...env });
    this.#services.push(service);
    const { api, management } = await service.origins();
    return { port: Number(new URL(api).port), managementPort: Number(new URL(management).port) };
  }

  /** The same on a Unix socket. */
  async serviceOn(socket: string): Promise<Place> {
    const service = new Service({ BATCH_WORKERS: '0', LISTEN: `unix:${socket}`, PORT: '' });
    this.#services.push(service);
    const { management } = await service.origins();
    return { port: socket, managementPort: Number(new URL(management).port) };
  }

  /** Resolves when the proxy passes requests on. */
  async proxy(kind: ProxyKind, plan: ProxyPlan): Promise<ShippedProxy> {
    const proxy = await ShippedProxy.start(kind, plan);
    this.#proxies.push(proxy);
    return proxy;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#proxies.splice(0).map((proxy) => proxy.stop()));
    await Promise.all(this.#services.splice(0).map((service) => service.stop()));
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** One request on a connection of its own, unless there is an agent. */
export async function ask(
  port: number,
  path: string,
  options: RequestOptions & { body?: string } = {},
): Promise<Answer> {
  const { body, ...rest } = options;
  const sent = request({ host: '127.0.0.1', port, path, agent: false, ...rest });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    // Whoever is refused while he still sends hears of it twice; the answer is what counts.
    sent.on('error', reject);
  });
  sent.end(body);
  const answer = await answered;
  let text = '';
  for await (const piece of answer) text += String(piece);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text };
}

export function postJson(port: number, path: string, value: unknown, options: RequestOptions = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(options.headers as Record<string, string> | undefined) };
  return ask(port, path, { method: 'POST', ...options, headers, body: JSON.stringify(value) });
}

const PATIENCE_MS = 3000;

/** Whatever comes back until the connection is closed, or nothing comes any more. */
export async function talk(port: number, bytes: string | Buffer, patienceMs = PATIENCE_MS): Promise<string> {
  const received: Buffer[] = [];
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.on('data', (piece) => received.push(piece));
  socket.on('error', () => undefined);
  socket.setTimeout(patienceMs, () => socket.destroy());
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(received).toString('latin1');
}
