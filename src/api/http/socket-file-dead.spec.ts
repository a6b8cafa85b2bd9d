import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, lstatSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SocketFile } from './socket-file.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(60_000);

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) process.stderr.write('Sockets: python3 is not installed, so no datagram socket stands in the way.\n');

let folder: string;
let path: string;
const servers: Server[] = [];
const sockets: Socket[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iinspect-socket-'));
  path = join(folder, 's.sock');
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Bound when it returns, not only later: Node does so for a socket. */
function listen(at: string): void {
  servers.push(createServer((socket) => socket.end()).listen(at));
}

async function toPublish(): Promise<SocketFile> {
  const file = new SocketFile(path);
  listen(file.birthPath);
  await once(servers.at(-1)!, 'listening');
  return file;
}

function failureOf(action: Promise<unknown>): Promise<unknown> {
  return action.then(
    () => 'none',
    (error: unknown) => (error as NodeJS.ErrnoException).code,
  );
}

async function reach(): Promise<void> {
  const socket = connect(path);
  await once(socket, 'connect');
  socket.destroy();
}

/** What a process leaves that had no time to clean up. */
function leaveDeadSocket(): void {
  const script = `const s = require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  expect(() => execFileSync(process.execPath, ['-e', script], { stdio: 'ignore' })).toThrow();
  expect(lstatSync(path).isSocket()).toBe(true);
}

/** Has said something, and stays without doing anything until it is killed. */
async function standing(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
}

/** @returns `connected`, or the code of the error. */
async function knock(): Promise<unknown> {
  const socket = connect(path);
  sockets.push(socket);
  return failureOf(once(socket, 'connect'));
}

describe('the name of a socket is left to somebody', () => {
  it('who takes nobody on, and has no room for more to wait', async () => {
    const script = `require('net').createServer().listen({ path: process.argv[1], backlog: 1 }, () => {
      require('fs').writeSync(1, 'listens');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    })`;
    await standing(process.execPath, ['-e', script, path]);
    const file = await toPublish();
    let knocked: unknown = 'none';
    // As many as it takes: how many wait is for the system to say.
    for (let waiting = 0; knocked === 'none' && waiting < 100; waiting++) knocked = await knock();
    expect(knocked).toBe('EAGAIN');
    const { ino } = lstatSync(path);
    expect(await failureOf(file.publish(0o660))).toBe('EADDRINUSE');
    expect(lstatSync(path).ino).toBe(ino);
  });

  (hasPython ? it : it.skip)('who has a socket of another kind', async () => {
    const script =
      'import socket, sys, time; s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); print("bound", flush=True); time.sleep(600)';
    await standing('python3', ['-c', script, path]);
    expect(await knock()).toBe('EPROTOTYPE');
    const file = await toPublish();
    expect(await failureOf(file.publish(0o660))).toBe('EADDRINUSE');
    expect(lstatSync(path).isSocket()).toBe(true);
  });
});

/** What happens in one go with `publish` happens after the dead socket has been asked, and before it is heard that nobody answers. */
describe('a name that leads to somebody else, before the dead socket is taken away there,', () => {
  it('is left to him', async () => {
    leaveDeadSocket();
    const other = join(folder, 'other.sock');
    listen(other);
    const file = await toPublish();
    const publishing = failureOf(file.publish(0o660));
    unlinkSync(path);
    linkSync(other, path);
    expect(await publishing).toBe('EADDRINUSE');
    expect(lstatSync(path).ino).toBe(lstatSync(other).ino);
    await reach();
  });

  it('is left to him also when his socket has the number that the dead one had', async () => {
    leaveDeadSocket();
    const { ino } = lstatSync(path);
    const file = await toPublish();
    const publishing = failureOf(file.publish(0o660));
    unlinkSync(path);
    listen(path);
    if (lstatSync(path).ino !== ino) process.stderr.write('Sockets: this file system gives no number anew at once.\n');
    expect(await publishing).toBe('EADDRINUSE');
    await reach();
  });
});
