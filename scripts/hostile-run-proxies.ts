/** The matrix of requests that servers read differently, through proxies that keep their connections to us. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCorpus } from '../test/hostile/cases.ts';
import { answersIn, type RawAnswer } from '../test/hostile/raw-answers.ts';
import { hasProxy, type ProxyKind, ShippedProxy } from './proxies-process.ts';
import type { Place, Replacement } from './proxies-shipped.ts';

export interface ProxyRun {
  readonly name: string;
  readonly cases: number;
  /** Cases that the proxy and we judge alike, both directly and through it. */
  readonly alike: number;
  /** What must not be. */
  readonly wrong: readonly string[];
}

const PATIENCE_MS = 1500;
const READY_MS = 5000;

/** Less patience than they are shipped with, or the run takes hours; and one connection to us, so that whatever a request leaves behind meets the next one. */
const CHANGES: Readonly<Record<ProxyKind, readonly Replacement[]>> = {
  nginx: [
    ['client_header_timeout 5s;', 'client_header_timeout 1s;'],
    ['client_body_timeout 20s;', 'client_body_timeout 1s;'],
    ['  keepalive_timeout 60s;', '  keepalive_timeout 1s;'],
    ['keepalive 64;', 'keepalive 1;'],
    ['proxy_next_upstream error timeout;', 'proxy_next_upstream off;'],
  ],
  haproxy: [
    ['retries 2', 'retries 0'],
    ['timeout http-request 5s', 'timeout http-request 1s'],
    ['timeout http-keep-alive 60s', 'timeout http-keep-alive 1s'],
    ['timeout client 75s', 'timeout client 1s'],
    ['timeout server 75s', 'timeout server 5s'],
    ['http-reuse safe', 'http-reuse always'],
    // It is asked by nobody else, and its probes have a test of their own.
    ['default-server check port 9090 inter 500ms fastinter 100ms fall 3 rise 2', 'default-server maxconn 1'],
  ],
};

/** Those that are installed, as they are shipped. */
export async function throughProxies(backend: Place): Promise<readonly ProxyRun[]> {
  const runs: ProxyRun[] = [];
  for (const kind of ['nginx', 'haproxy'] as const) {
    if (hasProxy(kind)) runs.push(await through(kind, backend));
  }
  return runs;
}

async function through(kind: ProxyKind, backend: Place): Promise<ProxyRun> {
  const proxy = await ShippedProxy.start(kind, { instances: [backend], replace: CHANGES[kind] });
  try {
    await untilReady(proxy.port);
    return await sendAll(kind, proxy.port, Number(backend.port));
  } finally {
    await proxy.stop();
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
    const answers = proxied.length - (isOfTheRest(proxied) ? 1 : 0);
    if (answers > Math.max(1, direct.length, asked)) wrong.push(`${what}: ${answers} answers to ${asked} requests`);
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

/** The proxy's own word, and its last, on bytes behind a request that are none. We close the connection before we come to them. */
function isOfTheRest(answers: readonly RawAnswer[]): boolean {
  const last = answers.at(-1);
  return answers.length > 1 && last?.status === 400 && !last.headers.has('x-request-id');
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
