import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Folder, makeKey } from '../access/credential-files.js';
import { askSocket, SocketFolder } from './socket-service.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(300_000);

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/main.js');
const SOCKET_FILE = join(ROOT, 'dist/api/http/socket-file.js');
const KILLS = 20;
/** A published test number. */
const CARD = JSON.stringify({ pan: '4111111111111111' });

let place: SocketFolder;
const children: ChildProcess[] = [];

beforeEach(() => {
  place = new SocketFolder();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  place.remove();
});

/** What people start. */
class Service {
  readonly child: ChildProcess;
  readonly ended: Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>;
  stdout = '';
  stderr = '';

  constructor(env: Readonly<Record<string, string>> = {}, flags: readonly string[] = []) {
    expect(existsSync(MAIN)).toBe(true);
    const fixed = { NODE_ENV: 'production', LISTEN: `unix:${place.path}`, MANAGEMENT_PORT: '0', BATCH_WORKERS: '0' };
    this.child = spawn(process.execPath, [...flags, MAIN], { cwd: ROOT, env: { ...fixed, ...env } });
    children.push(this.child);
    this.ended = once(this.child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  async says(message: string): Promise<this> {
    while (!this.stdout.includes(`"msg":"${message}"`)) {
      if (this.child.exitCode !== null) throw new Error('The service has ended.', { cause: this.stderr });
      await sleep(5);
    }
    return this;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return (await this.ended)[0];
  }
}

async function validate(headers: Readonly<Record<string, string>> = {}): Promise<number> {
  return (await askSocket(place.path, '/v1/cards/validate', { body: CARD, headers })).status;
}

describe('a service that was killed', () => {
  it(`starts again on its socket, ${String(KILLS)} times in a row, and the last time stops in order`, async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const service = await new Service().says('started');
      expect(await validate()).toBe(200);
      await service.end('SIGKILL');
      // What the next one finds is really dead, and really there.
      expect(lstatSync(place.path).isSocket()).toBe(true);
      await expect(validate()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
    const last = await new Service({ SHUTDOWN_DRAIN_MS: '0' }).says('started');
    expect(await last.end('SIGTERM')).toBe(0);
    expect(readdirSync(place.folder)).toEqual([]);
  });

  it('takes its files anew on its socket as before', async () => {
    const folder = new Folder();
    const [first, second] = [makeKey(['cards']), makeKey(['cards'])];
    const settings = { AUTH: 'api-key', API_KEYS_FILE: folder.write('keys', first.line), ACCESS_POLL_MS: '0' };
    await (await new Service(settings).says('started')).end('SIGKILL');
    const service = await new Service(settings).says('started');
    expect(await validate({ 'x-api-key': second.key })).toBe(401);
    folder.write('keys', [first.line, second.line].join('\n'));
    service.child.kill('SIGHUP');
    // What never is ends the test by its time.
    while ((await validate({ 'x-api-key': second.key })) !== 200) await sleep(20);
    expect(service.stdout).toMatch(/"trigger":"signal"[^\n]*"msg":"credentials taken"/);
    folder.remove();
  });
});

describe('a service on a socket, as a process', () => {
  it('fails with 69 and one line where another one answers, which goes on', async () => {
    await new Service().says('started');
    const second = new Service();
    expect(await second.ended).toEqual([69, null]);
    expect(second.stderr).toBe('Another program answers at the socket in LISTEN. Stop it, or choose another LISTEN.\n');
    expect(await validate()).toBe(200);
  });

  it('runs with as little as it needs, and the folder of its socket', async () => {
    const flags = ['--permission', '--allow-worker', '--disable-warning=PERM0006'];
    const read = ['dist', 'node_modules', 'package.json', place.folder].map((path) => `--allow-fs-read=${path}`);
    // The mode is set on what is open, which has a name there.
    const write = [place.folder, '/proc/self/fd/'].map((path) => `--allow-fs-write=${path}`);
    const service = await new Service({ SHUTDOWN_DRAIN_MS: '0' }, [...flags, ...read, ...write]).says('started');
    expect(await validate()).toBe(200);
    expect(await service.end('SIGTERM')).toBe(0);
    expect(service.stderr).toBe('');
    expect(readdirSync(place.folder)).toEqual([]);
    expect(readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8')).toContain(`\`${write[1]!}\``);
    for (const less of [[], [write[0]!], [write[1]!]]) {
      const refused = new Service({}, [...flags, ...read, ...less]);
      expect((await refused.ended)[0]).toBe(77);
    }
  });
});

/** Tells what became of it, and stays until it is killed. */
const RIVAL = `
  import { createServer } from 'node:net';
  const { SocketFile } = await import(process.argv[1]);
  const file = new SocketFile(process.argv[2]);
  await new Promise((resolve) => process.stdin.once('data', resolve));
  createServer((socket) => socket.destroy()).listen(file.birthPath, () =>
    file.publish(0o660).then(() => console.log('won'), ({ code }) => console.log(code)));`;

describe('processes that want the same socket at once', () => {
  it.each([1, 2, 3, 4, 5])('share it never, although a dead one is in the way (round %i)', async () => {
    await killedRival();
    const rivals = Array.from({ length: 4 }, () => startRival());
    const said = rivals.map(({ stdout }) => once(stdout!, 'data') as Promise<[Buffer]>);
    await sleep(300);
    for (const { stdin } of rivals) stdin?.write('go\n');
    const outcomes = (await Promise.all(said)).map(([bytes]) => bytes.toString().trim());
    expect(outcomes.toSorted()).toEqual(['EADDRINUSE', 'EADDRINUSE', 'EADDRINUSE', 'won']);
  });

  function startRival(): ChildProcess {
    const args = ['--input-type=module', '-e', RIVAL, SOCKET_FILE, place.path];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }

  async function killedRival(): Promise<void> {
    const child = startRival();
    child.stdin?.write('go\n');
    await once(child.stdout!, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(lstatSync(place.path).isSocket()).toBe(true);
  }
});
