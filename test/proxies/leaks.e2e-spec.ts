import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type ProxyKind, ShippedProxy, streamModule } from '../../scripts/proxies-process.js';
import type { Place, ProxyPlace, Replacement } from '../../scripts/proxies-shipped.js';
import { newCanary } from '../leaks/canary.js';
import { CanaryIndex } from '../leaks/canary-index.js';
import { FilesMade } from './files-made.js';
import { LEAK_VECTORS } from './leak-vectors.js';
import { describeProxy, Front, KINDS, talk } from './support.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(240_000);

const AT_ONCE = 8;
const CUT_OFF_MS = 100;
const QUIET_MS = 300;
/** What a malformed request makes either of them wait for. */
const PATIENCE_MS = 1500;

/** One card number for each place it is put into, so that a leak names its place. */
async function sendAll(port: number): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const waiting = [...LEAK_VECTORS];
  const work = async (): Promise<void> => {
    for (let vector = waiting.shift(); vector !== undefined; vector = waiting.shift()) {
      const canary = newCanary();
      names.set(canary, vector.name);
      if (vector.isCutOff) await beginAndLeave(port, vector.bytes(canary));
      else await talk(port, vector.bytes(canary), PATIENCE_MS);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await sleep(QUIET_MS);
  return names;
}

async function beginAndLeave(port: number, bytes: string): Promise<void> {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.on('error', () => undefined);
  await sleep(CUT_OFF_MS);
  socket.destroy();
}

/** The places whose card number it has written down. */
async function leaksOf(proxy: ShippedProxy, port = proxy.port): Promise<readonly string[]> {
  const names = await sendAll(port);
  const found = new CanaryIndex(names.keys()).search(proxy.written());
  return [...new Set(found.map(({ canary }) => names.get(canary) ?? ''))].sort();
}

const NOBODY: Place = { port: 9, managementPort: 9 };
const NO_SOCKET: Place = { port: '/nowhere/iinspect.sock', managementPort: 9 };

/** As Debian sets it up, and as people copy it: what each says by itself. */
const STOCK: Readonly<Record<ProxyKind, (service: Place) => (place: ProxyPlace) => string>> = {
  nginx:
    ({ port }) =>
    ({ folder, port: from }) => `pid ${folder}/pid; user root; events {}
error_log ${join(folder, 'logs/error.log')} warn;
http { access_log ${join(folder, 'logs/access.log')}; client_body_temp_path ${folder}/body; client_max_body_size 0;
server { listen 127.0.0.1:${String(from)}; location / { proxy_pass http://127.0.0.1:${String(port)}; } } }\n`,
  haproxy:
    ({ port }) =>
    ({ port: from }) => `global
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  timeout connect 2s
  timeout client 5s
  timeout server 5s
frontend f
  bind 127.0.0.1:${String(from)}
  default_backend b
backend b
  server s 127.0.0.1:${String(port)}\n`,
};

/** Leaks that the stock settings must show, or nothing is proven by finding none. */
const SURE_LEAKS = ['prefix that is a number', 'path', 'path, encoded', 'query', 'brand'];

describe.each(KINDS)('%s', (kind) => {
  describeProxy(kind)('in front', () => {
    const front = new Front();
    const stock: ShippedProxy[] = [];
    afterEach(async () => {
      await Promise.all(stock.splice(0).map((proxy) => proxy.stop()));
      await front.stop();
    });

    it('as it is shipped writes down no card number, wherever somebody put it', async () => {
      const proxy = await front.proxy(kind, { instances: [await front.service()] });
      const made = new FilesMade(proxy.place.folder);
      expect(await leaksOf(proxy)).toEqual([]);
      made.close();
      expect([...made.names]).toEqual([]);
      const written = proxy.written().toString();
      expect(written).toMatch(/POST \/v1\/cards\/validate 200 /); // it does log
      expect(written).not.toMatch(/temporary file/);
    });

    it('as it is shipped writes down none on the port for streams', async () => {
      const proxy = await front.proxy(kind, { instances: [await front.service()] });
      if (proxy.place.streamsPort !== null) expect(await leaksOf(proxy, proxy.place.streamsPort)).toEqual([]);
      else expect(kind === 'haproxy' || streamModule() === null).toBe(true);
    });

    it.each([
      ['on a port', NOBODY],
      ['on a Unix socket', NO_SOCKET],
    ])('as it is shipped writes down none while the service is not there, %s', async (_where, place) => {
      const proxy = await front.proxy(kind, { instances: [place] });
      expect(await leaksOf(proxy)).toEqual([]);
      expect(proxy.written().toString()).toMatch(/POST \/v1\/cards\/validate 50[23] /);
    });

    it('as people set it up writes them down', async () => {
      const service = await front.service();
      const proxy = await ShippedProxy.start(kind, { instances: [service] }, STOCK[kind](service));
      stock.push(proxy);
      const made = new FilesMade(proxy.place.folder);
      const leaks = await leaksOf(proxy);
      made.close();
      expect(made.names.size > 0).toBe(kind === 'nginx');
      expect(leaks).toEqual(expect.arrayContaining(SURE_LEAKS));
      if (kind === 'nginx') expect(proxy.written().toString()).toMatch(/buffered to a temporary file/);
      if (process.env['PROXIES_TELL'])
        process.stderr.write(
          `${kind}: ${String(leaks.length)} of ${String(LEAK_VECTORS.length)}: ${leaks.join('; ')}\n`,
        );
    });
  });
});

/** What each of these lines is for: without it, this leaks. */
const WITHOUT: readonly (readonly [ProxyKind, string, Place, Replacement])[] = [
  [
    'nginx',
    'the level of its error log, with a Unix socket',
    NO_SOCKET,
    ['iinspect-error.log emerg', 'iinspect-error.log crit'],
  ],
  ['nginx', 'the level of its error log', NOBODY, ['iinspect-error.log emerg', 'iinspect-error.log error']],
  ['haproxy', 'the method in words of ours', NOBODY, ['%[var(txn.method)]', '%HM']],
];

describe.each(WITHOUT)('%s without %s', (kind, _line, place, replacement) => {
  describeProxy(kind)('of the shipped file', () => {
    it('writes card numbers down', async () => {
      const front = new Front();
      const proxy = await front.proxy(kind, { instances: [place], replace: [replacement] });
      expect(await leaksOf(proxy)).not.toEqual([]);
      await front.stop();
    });
  });
});
