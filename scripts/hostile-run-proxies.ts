/** The matrix of requests that servers read differently, through proxies that keep their connections to us. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCorpus } from '../test/hostile/cases.ts';
import { answersIn, type RawAnswer } from '../test/hostile/raw-answers.ts';

export interface ProxyRun {
  readonly name: string;
  readonly cases: number;
  /** Cases that the proxy and we judge alike, both directly and through it. */
  readonly alike: number;
  /** What must not be. */
  readonly wrong: readonly string[];
}

interface Proxy {
  readonly name: string;
  readonly binary: string;
  readonly args: (folder: string) => readonly string[];
  readonly config: (port: number, backend: number, folder: string) => string;
}

const PATIENCE_MS = 1500;
const READY_MS = 5000;

const PROXIES: readonly Proxy[] = [
  {
    name: 'nginx',
    binary: '/usr/sbin/nginx',
    args: (folder) => ['-p', folder, '-c', 'proxy.conf', '-e', 'error.log'],
    // One connection to us, so that whatever one request leaves behind meets the next one.
    config: (port, backend, folder) => `daemon off; master_process off; pid ${folder}/pid; events {}
http { access_log off; client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s; client_header_timeout 1s; client_body_timeout 1s; keepalive_timeout 1s;
upstream us { server 127.0.0.1:${backend}; keepalive 1; }
server { listen 127.0.0.1:${port}; location / { proxy_pass http://us; proxy_http_version 1.1; proxy_set_header Connection "";
proxy_request_buffering off; proxy_next_upstream off; } } }\n`,
  },
  {
    name: 'haproxy',
    binary: '/usr/sbin/haproxy',
    args: (folder) => ['-db', '-f', join(folder, 'proxy.conf')],
    config: (
      port,
      backend,
    ) => `defaults\n mode http\n retries 0\n timeout connect 1s\n timeout client 1s\n timeout server 5s
 timeout http-request 1s\n timeout http-keep-alive 1s\n http-reuse always
frontend f\n bind 127.0.0.1:${port}\n default_backend b\nbackend b\n server s 127.0.0.1:${backend} maxconn 1\n`,
  },
];

/** Those that are installed. */
export async function throughProxies(backend: number): Promise<readonly ProxyRun[]> {
  const runs: ProxyRun[] = [];
  for (const [index, proxy] of PROXIES.entries()) {
    if (existsSync(proxy.binary))
      runs.push(await through(proxy, { port: 20_000 + (process.pid % 20_000) + index, backend }));
  }
  return runs;
}

async function through(proxy: Proxy, { port, backend }: { port: number; backend: number }): Promise<ProxyRun> {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-proxy-'));
  writeFileSync(join(folder, 'proxy.conf'), proxy.config(port, backend, folder));
  const child = spawn(proxy.binary, proxy.args(folder), { stdio: 'ignore' });
  try {
    await untilReady(port);
    return await sendAll(proxy.name, port, backend);
  } finally {
    await stop(child);
    rmSync(folder, { recursive: true });
  }
}

async function sendAll(name: string, port: number, backend: number): Promise<ProxyRun> {
  const cases = readCorpus('http').filter(({ expect }) => !expect.includes('408'));
  const wrong: string[] = [];
  let alike = 0;
  for (const [turn, { name: what, bytes }] of cases.entries()) {
    const direct = await talk(backend, bytes);
    const proxied = await talk(port, bytes);
    if (classOf(direct) === classOf(proxied)) alike++;
    const asked = requestsIn(bytes);
    if (proxied.length > Math.max(1, direct.length, asked))
      wrong.push(`${what}: ${proxied.length} answers to ${asked} requests`);
    // The next caller, on a connection of his own: he must get the answer to his own question.
    const id = `probe-${turn}`;
    const [next] = await talk(port, request(id));
    if (next?.status !== 200 || next.headers.get('x-request-id') !== id)
      wrong.push(`${what}: the next request got ${next?.status ?? 'nothing'}`);
  }
  return { name, cases: cases.length, alike, wrong };
}

/**
 * Heads of requests, in bodies too: what we refuse as unclear, and close the connection over, a proxy may mend and read on, so that the
 * request behind it is answered through it. More answers than heads nobody may give.
 */
function requestsIn(bytes: Buffer): number {
  return bytes.toString('latin1').match(/[A-Z]+ \S+ HTTP\/\d/g)?.length ?? 0;
}

function classOf(answers: readonly RawAnswer[]): string {
  return answers.map(({ status }) => Math.floor(status / 100)).join();
}

function request(id: string): Buffer {
  return Buffer.from(`GET /v1/brands/visa HTTP/1.1\r\nhost: a\r\nx-request-id: ${id}\r\nconnection: close\r\n\r\n`);
}

/** Final answers until the connection is closed, or silent for longer than either side waits. */
async function talk(port: number, bytes: Buffer): Promise<readonly RawAnswer[]> {
  const received: Buffer[] = [];
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.on('data', (piece) => received.push(piece));
  socket.on('error', () => undefined);
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  await new Promise((resolve) => socket.once('close', resolve));
  return answersIn(Buffer.concat(received), true).answers.filter(({ status }) => status >= 200);
}

async function untilReady(port: number): Promise<void> {
  for (const deadline = performance.now() + READY_MS; performance.now() < deadline;) {
    await sleep(50);
    const [answer] = await talk(port, request('ready'));
    if (answer?.status === 200) return;
  }
  throw new Error('The proxy does not answer.');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
