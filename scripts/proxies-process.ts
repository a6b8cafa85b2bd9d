/** nginx or haproxy with what `proxies/` says, as a process of its own in a folder of its own. */
import { Buffer } from 'node:buffer';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { haproxyCfg, nginxConf, nginxStreamsConf, type ProxyPlace, type ProxyPlan } from './proxies-shipped.ts';
import { freePort } from './restarts-run-instance.ts';

export type ProxyKind = 'haproxy' | 'nginx';

/** Debian has them where only root looks. */
export const PROXY_PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`;
const START_DEADLINE_MS = 10_000;
const OUTPUT = 'logs/output.log';

/** Where Debian's libnginx-mod-stream puts it, or wherever `NGINX_STREAM_MODULE` says. */
const STREAM_MODULE = process.env['NGINX_STREAM_MODULE'] ?? '/usr/lib/nginx/modules/ngx_stream_module.so';

export function hasProxy(kind: ProxyKind): boolean {
  return spawnSync(kind, ['-v'], { env: { PATH: PROXY_PATH }, stdio: 'ignore' }).status === 0;
}

/** nginx of Debian reads streams with a module, that of nginx.org by itself. */
export function streamModule(): { readonly file: string | null } | null {
  const { stderr } = spawnSync('nginx', ['-V'], { env: { PATH: PROXY_PATH }, encoding: 'utf8' });
  if (/--with-stream(?!\S)/.test(stderr)) return { file: null };
  return existsSync(STREAM_MODULE) ? { file: STREAM_MODULE } : null;
}

export class ShippedProxy {
  readonly kind: ProxyKind;
  readonly place: ProxyPlace;
  readonly #child: ChildProcess;

  /** @param text In place of what is shipped: the control of a test. */
  static async start(kind: ProxyKind, plan: ProxyPlan, text?: (place: ProxyPlace) => string): Promise<ShippedProxy> {
    const place = await newPlace(kind, text === undefined && kind === 'nginx' && streamModule() !== null);
    const proxy = new ShippedProxy(kind, place, writeConfiguration(kind, { plan, place, text }));
    await proxy.#listens();
    return proxy;
  }

  private constructor(kind: ProxyKind, place: ProxyPlace, args: readonly string[]) {
    this.kind = kind;
    this.place = place;
    const output = openSync(join(place.folder, OUTPUT), 'a');
    this.#child = spawn(kind, args, { env: { PATH: PROXY_PATH }, stdio: ['ignore', output, output] });
  }

  get port(): number {
    return this.place.port;
  }

  get origin(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** The port that takes endless streams. */
  get streamsPort(): number {
    return this.kind === 'haproxy' ? this.port : (this.place.streamsPort ?? NaN);
  }

  /** Everything it has written down: logs, and files that it put away. */
  written(): Buffer {
    const { folder } = this.place;
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => !/\.(cfg|conf|pem)$/.test(file))
      .map((file) => join(folder, file));
    return Buffer.concat(paths.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path)));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exited;
    }
    rmSync(this.place.folder, { recursive: true, force: true });
  }

  async #listens(): Promise<void> {
    for (const deadline = performance.now() + START_DEADLINE_MS; performance.now() < deadline;) {
      if (this.#child.exitCode !== null) throw new Error(`${this.kind} did not start: ${this.written().toString()}`);
      if (await isOpen(this.port)) return;
      await sleep(20);
    }
    throw new Error(`${this.kind} does not listen.`);
  }
}

async function newPlace(kind: ProxyKind, hasStreams: boolean): Promise<ProxyPlace> {
  const folder = mkdtempSync(join(tmpdir(), `iinspect-${kind}-`));
  mkdirSync(join(folder, 'logs'));
  return { folder, port: await freePort(), streamsPort: hasStreams ? await freePort() : null };
}

interface Configured {
  readonly plan: ProxyPlan;
  readonly place: ProxyPlace;
  readonly text: ((place: ProxyPlace) => string) | undefined;
}

/** @returns The arguments with which the proxy reads it. */
function writeConfiguration(kind: ProxyKind, { plan, place, text }: Configured): readonly string[] {
  const { folder, streamsPort } = place;
  const file = join(folder, kind === 'nginx' ? 'nginx.conf' : 'haproxy.cfg');
  if (kind === 'haproxy') {
    if (plan.tls)
      writeFileSync(
        join(folder, 'both.pem'),
        readFileSync(plan.tls.certFile, 'utf8') + readFileSync(plan.tls.keyFile, 'utf8'),
      );
    writeFileSync(file, text?.(place) ?? haproxyCfg(plan, place));
    return ['-db', '-f', file];
  }
  if (streamsPort !== null) writeFileSync(join(folder, 'iinspect-streams.conf'), nginxStreamsConf(plan, place));
  const module = streamsPort === null ? null : (streamModule()?.file ?? null);
  writeFileSync(file, text?.(place) ?? nginxConf(plan, place, module));
  return ['-p', folder, '-c', file, '-e', join(folder, OUTPUT), '-g', 'daemon off;'];
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
