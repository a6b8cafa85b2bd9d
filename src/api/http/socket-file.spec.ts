import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, linkSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SocketFile } from './socket-file.js';

let folder: string;
let path: string;
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iinspect-socket-'));
  path = join(folder, 's.sock');
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true });
});

async function listening(at: string): Promise<Server> {
  const server = createServer((socket) => socket.end());
  servers.push(server);
  server.listen(at);
  await once(server, 'listening');
  return server;
}

async function published(mode = 0o660): Promise<SocketFile> {
  const file = new SocketFile(path);
  await listening(file.birthPath);
  await file.publish(mode);
  return file;
}

async function failureOf(action: Promise<unknown>): Promise<unknown> {
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

describe('the name of a socket', () => {
  it.each([0o600, 0o660, 0o666])('has its permissions, %i, and nothing stands beside it', async (mode) => {
    await published(mode);
    expect(lstatSync(path).mode & 0o7777).toBe(mode);
    expect(readdirSync(folder)).toEqual(['s.sock']);
    await reach();
  });

  it('is not given, nor is its mode, to what somebody put in the place of the socket', async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'x', { mode: 0o600 });
    for (const put of [symlinkSync, linkSync]) {
      const file = new SocketFile(path);
      await listening(file.birthPath);
      unlinkSync(file.birthPath);
      put(secret, file.birthPath);
      expect(await failureOf(file.publish(0o666))).toBe('ENOTSOCK');
      expect(lstatSync(secret).mode & 0o777).toBe(0o600);
      expect(existsSync(path)).toBe(false);
    }
  });

  it('does not exist before the socket listens and has its permissions', async () => {
    const file = new SocketFile(path);
    await listening(file.birthPath);
    expect(existsSync(path)).toBe(false);
    await file.publish(0o660);
    expect(existsSync(path)).toBe(true);
  });

  it('may be as long as the system has room for, its first name too', async () => {
    path = join(folder, 'x'.repeat(107 - folder.length - 1));
    const file = new SocketFile(path);
    expect(file.birthPath).not.toBe(path);
    expect(file.birthPath.length).toBeLessThanOrEqual(107);
    await listening(file.birthPath);
    await file.publish(0o660);
    await reach();
  });

  it('is taken from a socket that nobody answers at', async () => {
    leaveDeadSocket();
    await published();
    await reach();
  });

  it('is left to whoever answers there', async () => {
    await published();
    const late = new SocketFile(path);
    await listening(late.birthPath);
    expect(await failureOf(late.publish(0o660))).toBe('EADDRINUSE');
    late.retract();
    await reach();
  });

  it.each<readonly [string, () => void]>([
    ['file', () => writeFileSync(path, 'precious')],
    ['folder', () => mkdirSync(path)],
    ['link to a socket nobody answers at', () => symlinkSync(join(folder, 'other.sock'), path)],
  ])('is not taken from a %s', async (_what, make) => {
    make();
    const before = lstatSync(path);
    const file = new SocketFile(path);
    await listening(file.birthPath);
    expect(await failureOf(file.publish(0o660))).toBe('ENOTSOCK');
    expect(lstatSync(path).ino).toBe(before.ino);
    if (before.isFile()) expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('in a folder that does not exist is told as such', () => {
    expect(() => new SocketFile(join(folder, 'none', 's.sock'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    writeFileSync(path, '');
    expect(() => new SocketFile(join(path, 's.sock'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
  });

  it('is taken back', async () => {
    const file = await published();
    file.retract();
    expect(readdirSync(folder)).toEqual([]);
    file.retract();
  });

  it('is not taken back from somebody who has it by now', async () => {
    const file = await published();
    unlinkSync(path);
    const other = await published();
    file.retract();
    await reach();
    other.retract();
    expect(existsSync(path)).toBe(false);
  });
});

describe('of several that want a name at once', () => {
  it.each([false, true])('one gets it, with a dead socket in the way: %s', async (isDirty) => {
    if (isDirty) leaveDeadSocket();
    const rivals = Array.from({ length: 8 }, () => new SocketFile(path));
    await Promise.all(rivals.map(({ birthPath }) => listening(birthPath)));
    const outcomes = await Promise.all(rivals.map((rival) => failureOf(rival.publish(0o660))));
    expect(outcomes.toSorted()).toEqual([...Array<string>(7).fill('EADDRINUSE'), 'none']);
    await reach();
    const winner = rivals[outcomes.indexOf('none')]!;
    for (const rival of rivals) if (rival !== winner) rival.retract();
    expect(existsSync(path)).toBe(true);
    winner.retract();
    expect(existsSync(path)).toBe(false);
  });

  it('one who was robbed of it while it looked notices', async () => {
    const file = new SocketFile(path);
    await listening(file.birthPath);
    const publishing = failureOf(file.publish(0o660));
    unlinkSync(path);
    linkSync((await listenedElsewhere()).birthPath, path);
    expect(await publishing).toBe('EADDRINUSE');
    file.retract();
    expect(existsSync(path)).toBe(true);
  });

  async function listenedElsewhere(): Promise<SocketFile> {
    const other = new SocketFile(path);
    await listening(other.birthPath);
    return other;
  }
});
