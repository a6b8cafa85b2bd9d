import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { VERSION } from '../../src/config/version.js';
import { folderWith, OWN_CSV } from './issuer-files.js';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const ROWS = 300_000;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder = '';
beforeAll(() => {
  const rows = Array.from(
    { length: ROWS },
    (_, row) => `${String(10_000_000 + row * 7)},Issuer ${String(row % 900)}\n`,
  );
  folder = folderWith({ 'own.csv': OWN_CSV, 'large.csv': `low,issuer\n${rows.join('')}` });
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...process.env, ...env } });
}

async function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

function run(...args: readonly string[]): Promise<Ended> {
  return ended(start(args));
}

/** What a shell makes of a line in which `$IINSPECT` is the program. */
function shell(line: string): Promise<Ended> {
  return ended(
    spawn('/bin/sh', ['-c', line], { cwd: folder, env: { ...process.env, IINSPECT: `${process.execPath} ${MAIN}` } }),
  );
}

describe('the program iinspect', () => {
  test('begins with the line that makes it one', () => {
    expect(readFileSync(MAIN, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
  });

  test('answers, with what is data on stdout and the rest on stderr', async () => {
    expect(await run('--version')).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
    const { code, stdout, stderr } = await run('data', 'import', 'own.csv');
    expect({ code, stdout }).toEqual({ code: 0, stdout: OWN_CSV });
    expect(stderr).toContain('5 read, 5 kept');
  });

  test('writes a long answer into a pipe to its end', async () => {
    const { code, stdout } = await run('data', 'import', '-q', 'large.csv');
    expect(code).toBe(0);
    expect(stdout.split('\n')).toHaveLength(ROWS + 2);
  });

  test('keeps its exit code', async () => {
    expect(await run('iin', '4539578763621486')).toMatchObject({ code: 64, stdout: '' });
    expect(await run('data', 'import', 'gone.csv')).toMatchObject({ code: 66, stdout: '' });
  });

  test('ends quietly when its reader has read enough', async () => {
    const { code, stdout, stderr } = await shell('$IINSPECT data import -q large.csv | head -n 1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^low,high,/);
  });

  (existsSync('/dev/full') ? test : test.skip)('says when nothing can be written', async () => {
    const { code, stderr } = await shell('$IINSPECT data import -q large.csv > /dev/full');
    expect({ code, stderr }).toEqual({ code: 73, stderr: 'iinspect: Standard output cannot be written (ENOSPC).\n' });
  });

  test('leaves nothing behind when interrupted', async () => {
    const before = readdirSync(folder);
    const child = start(['data', 'build', 'large.csv', '-o', 'large.iin']);
    child.stderr?.once('data', () => child.kill('SIGINT'));
    expect((await ended(child)).code).toBe(130);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('takes SOURCE_DATE_EPOCH as the time of a build', async () => {
    const args = ['data', 'build', '-q', 'own.csv', '-o', 'own.iin'];
    const { code, stdout } = await ended(start(args, { SOURCE_DATE_EPOCH: '1767323045' }));
    expect(code).toBe(0);
    expect(stdout).toContain('  built at   2026-01-02T03:04:05Z\n');
    const wrong = await ended(start(args, { SOURCE_DATE_EPOCH: 'yesterday' }));
    expect(wrong).toMatchObject({ code: 64, stderr: expect.stringMatching(/^iinspect: SOURCE_DATE_EPOCH: expected /) });
  });

  test('serves until it is told to stop', async () => {
    const child = start(['serve'], { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0' });
    const end = ended(child);
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    const { health } = JSON.parse(line.toString()) as { readonly health: string };
    expect((await fetch(health)).status).toBe(200);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await end;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('"msg":"started"');
    expect(stdout).toContain('"msg":"stopped"');
  }, 30_000);
});
