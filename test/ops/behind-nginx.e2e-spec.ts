import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../bin-data/reload-support.js';
import { findLeaks, newCanary } from '../leaks/canary.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(120_000);

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`;
const SECURITY = readFileSync(join(import.meta.dirname, '../../SECURITY.md'), 'utf8');

/** What people are told to put into their nginx, word for word. */
const [, ADVICE = ''] = /```nginx\n([^`]+)```/.exec(SECURITY) ?? [];

const UPSTREAM_GONE = '/v1/gone/';

/** nginx in an empty folder, before an upstream that takes everything and says nothing. */
class Nginx {
  readonly folder = mkdtempSync(join(tmpdir(), 'iinspect-nginx-'));
  readonly #upstream = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  #child: ChildProcess | null = null;
  #port = 0;

  /** @param errorLevel Overrides the advice where the test wants to hear more than it would. */
  async start(settings: string, errorLevel?: string): Promise<this> {
    this.#upstream.listen(0, '127.0.0.1');
    await once(this.#upstream, 'listening');
    this.#port = await freePort();
    mkdirSync(join(this.folder, 'logs'));
    // Its temporary files are deleted while they are open. It says that it wrote one, if it is asked to warn.
    const errorLog = errorLevel === undefined ? '' : `error_log ${join(this.folder, 'logs/error.log')} ${errorLevel};`;
    const moved = settings
      .replaceAll('/var/log/nginx', join(this.folder, 'logs'))
      .replaceAll('/dev/shm', this.folder)
      .replace(/^error_log.*$/m, errorLevel === undefined ? '$&' : '');
    const file = join(this.folder, 'nginx.conf');
    const { port } = this.#upstream.address() as AddressInfo;
    writeFileSync(file, conf(this.folder, `${errorLog}\n${moved}`, { from: this.#port, to: port }));
    this.#child = spawn('nginx', ['-c', file, '-p', this.folder, '-e', join(this.folder, 'logs/start.log')], {
      env: { PATH },
    });
    // It listens before it says who it is.
    await eventually(() => existsSync(join(this.folder, 'nginx.pid')));
    return this;
  }

  async post(path: string, body: string): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}${path}`, { method: 'POST', body });
    await answer.text();
    return answer.status;
  }

  /** Everything it has written down. */
  written(): Buffer {
    const files = readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file !== 'nginx.conf',
    );
    const paths = files.map((file) => join(this.folder, file)).filter((path) => statSync(path).isFile());
    return Buffer.concat(paths.map((path) => readFileSync(path)));
  }

  async stop(): Promise<void> {
    if (this.#child?.exitCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exited;
    }
    this.#upstream.close();
    rmSync(this.folder, { recursive: true });
  }
}

function conf(folder: string, settings: string, ports: { readonly from: number; readonly to: number }): string {
  return `daemon off;
master_process off;
pid ${folder}/nginx.pid;
events {}
http {
  ${settings}
  server {
    listen 127.0.0.1:${ports.from};
    location ${UPSTREAM_GONE} { proxy_pass http://127.0.0.1:9; }
    location / { proxy_pass http://127.0.0.1:${ports.to}; }
  }
}
`;
}

/** As a package of Debian sets it up: every request in one log, what went wrong in another. */
function stock(folder: string): string {
  return `access_log ${folder}/logs/access.log;\n client_max_body_size 0;\n client_body_temp_path ${folder}/body;`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function hasNginx(): boolean {
  try {
    execFileSync('nginx', ['-v'], { env: { PATH }, stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('There is no nginx here: what it writes to disk is not looked at.\n');
    return false;
  }
}

const SPOOLED = /buffered to a temporary file/;
const BODY_BYTES = 4_000_000;

(hasNginx() ? describe : describe.skip)('nginx in front', () => {
  const canary = newCanary();
  const body = `${canary}\n`.repeat(BODY_BYTES / (canary.length + 1));
  let nginx = new Nginx();
  afterEach(async () => {
    await nginx.stop();
    nginx = new Nginx();
  });

  it('as it comes writes bodies to files and addresses to logs', async () => {
    await nginx.start(stock(nginx.folder), 'warn');
    expect(await nginx.post('/v1/cards/batch', body)).toBe(200);
    expect(nginx.written().toString()).toMatch(SPOOLED);
    expect(await nginx.post(`/v1/${canary}`, '')).toBe(200);
    expect(findLeaks(nginx.written(), canary)).not.toEqual([]);
  });

  it('as SECURITY.md says writes no body to a file, nor an address to a log', async () => {
    await nginx.start(ADVICE, 'warn');
    expect(await nginx.post('/v1/cards/batch', body)).toBe(200);
    expect(await nginx.post(`/v1/${canary}?pan=${canary}`, '')).toBe(200);
    expect(nginx.written().toString()).not.toMatch(SPOOLED);
    expect(nginx.written().toString()).toMatch(/ POST 200 /); // it does log
    expect(findLeaks(nginx.written(), canary)).toEqual([]);
  });

  it('as SECURITY.md says is quiet about a request that failed', async () => {
    await nginx.start(ADVICE);
    expect(await nginx.post(`${UPSTREAM_GONE}${canary}`, body)).toBe(502);
    expect(findLeaks(nginx.written(), canary)).toEqual([]);
  });

  it('as it comes is not', async () => {
    await nginx.start(`access_log off;\n${stock(nginx.folder).replace(/^.*;/, '')}`, 'error');
    expect(await nginx.post(`${UPSTREAM_GONE}${canary}`, '')).toBe(502);
    expect(findLeaks(nginx.written(), canary)).not.toEqual([]);
  });
});
