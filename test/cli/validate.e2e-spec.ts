import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

jest.setTimeout(60_000);

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const PANS = [
  '4111111111111111',
  '4111111111111112',
  '5555555555554444',
  '',
  'abc',
  '378282246310005',
  '4111 1111 1111 1111',
];
const LINES = 150_000;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'iinspect-validate-'));
  const text = Array.from({ length: LINES }, (_, line) => PANS[(line * 7 + (line >> 5)) % PANS.length]).join('\r\n');
  writeFileSync(join(folder, 'cards.txt'), text);
  writeFileSync(join(folder, 'cards.txt.gz'), gzipSync(text, { level: 1 }));
  writeFileSync(join(folder, 'empty-lines.txt'), '\n'.repeat(1_300_000));
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, 'validate', ...args], { cwd: folder });
}

async function ended(child: ChildProcess): Promise<Ended> {
  let stderr = '';
  const parts: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => parts.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: Buffer.concat(parts).toString(), stderr };
}

function run(...args: readonly string[]): Promise<Ended> {
  return ended(start(...args));
}

function shell(line: string): Promise<Ended> {
  const env = { ...process.env, IINSPECT: `${process.execPath} ${MAIN}` };
  return ended(spawn('/bin/sh', ['-c', line], { cwd: folder, env }));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('iinspect validate gives the same bytes', () => {
  let expected = '';
  beforeAll(async () => {
    const { code, stdout, stderr } = await run('cards.txt', '--jobs', '1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toHaveLength(LINES + 1);
    expect(stdout.slice(stdout.lastIndexOf('\n', stdout.length - 2) + 1)).toContain(`{"line":${LINES},`);
    expected = sha256(stdout);
  });

  test.each([
    ['two threads', '$IINSPECT validate cards.txt --jobs 2'],
    ['five threads', '$IINSPECT validate cards.txt --jobs 5'],
    ['a pipe and one thread', 'cat cards.txt | $IINSPECT validate --jobs 1'],
    ['a pipe and three threads', 'cat cards.txt | $IINSPECT validate --jobs 3'],
    ['a pipe that dribbles', 'dd if=cards.txt bs=1000 2>/dev/null | $IINSPECT validate --jobs 2'],
    ['a compressed file', '$IINSPECT validate cards.txt.gz --jobs 2'],
    ['a named pipe', 'mkfifo fifo; cat cards.txt > fifo & $IINSPECT validate fifo --jobs 2'],
    ['an output file', '$IINSPECT validate cards.txt --jobs 2 -o out.ndjson && cat out.ndjson'],
  ])('with %s', async (_, line) => {
    const { code, stdout, stderr } = await shell(line);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(sha256(stdout)).toBe(expected);
  });

  test('from the shards of a file, but for the line numbers', async () => {
    const whole = await run('cards.txt', '--fields', 'offset,status');
    const parts = await Promise.all(
      [0, 1, 2].map((index) => run('cards.txt', '--fields', 'offset,status', '--shard', `${index}/3`, '--jobs', '2')),
    );
    const records = ({ stdout }: Ended): readonly string[] =>
      stdout.split('\n').map((line) => line.replace(/^.*?,/, ''));
    expect(sha256(parts.flatMap((part) => records(part).slice(0, -1)).join('\n'))).toBe(
      sha256(records(whole).slice(0, -1).join('\n')),
    );
  });

  test('of lines whose records are a hundred times as long', async () => {
    const one = await run('empty-lines.txt', '--jobs', '1', '--fields', 'status');
    const two = await run('empty-lines.txt', '--jobs', '2', '--fields', 'status');
    expect(one.stdout.split('\n')).toHaveLength(1_300_001);
    expect(sha256(two.stdout)).toBe(sha256(one.stdout));
  });
});

describe('iinspect validate', () => {
  test('answers a line before the next one is written', async () => {
    const child = start();
    for (const line of [1, 2, 3]) {
      child.stdin?.write('4111111111111111\n');
      const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
      expect(JSON.parse(chunk.toString())).toMatchObject({ line, status: 'valid' });
    }
    child.stdin?.end();
    expect((await ended(child)).code).toBe(0);
  });

  test.each(['1', '2'])('does so behind the first MiB, too (--jobs %s)', async (jobs) => {
    const child = start('--jobs', jobs);
    let end = '';
    child.stdout?.on('data', (chunk: Buffer) => (end = `${end}${chunk.toString()}`.slice(-200)));
    const answer = async (line: number): Promise<void> => {
      while (!end.includes(`{"line":${line},`)) await once(child.stdout!, 'data');
    };
    const before = 100_000;
    child.stdin?.write('4111111111111111\n'.repeat(before));
    await answer(before);
    for (const line of [1, 2, 3]) {
      child.stdin?.write('4111111111111111\n');
      await answer(before + line);
    }
    child.stdin?.end();
    expect((await ended(child)).code).toBe(0);
  });

  test.each(['1', '2'])('ends quietly when its reader has read enough (--jobs %s)', async (jobs) => {
    const { stdout, stderr } = await shell(`$IINSPECT validate cards.txt --jobs ${jobs} | head -n 2; echo "$?"`);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toHaveLength(4);
  });

  (existsSync('/dev/full') ? test : test.skip)('says when nothing can be written', async () => {
    const { code, stderr } = await shell('$IINSPECT validate cards.txt --jobs 2 > /dev/full');
    expect({ code, stderr }).toEqual({ code: 73, stderr: 'iinspect: Standard output cannot be written (ENOSPC).\n' });
  });

  test.each([
    ['cards.txt', '1'],
    ['cards.txt', '2'],
    ['cards.txt.gz', '2'],
  ])('says which output the disk has no room for, and leaves none of it (%s, --jobs %s)', async (path, jobs) => {
    const { code, stderr } = await shell(`ulimit -f 64; $IINSPECT validate ${path} --jobs ${jobs} -o many.ndjson`);
    expect({ code, stderr }).toEqual({
      code: 73,
      stderr: 'iinspect: many.ndjson cannot be written. It is larger than a file may be there.\n',
    });
    expect(readdirSync(folder).filter((name) => name.includes('many'))).toEqual([]);
  });

  test.each(['1', '2'])('leaves no half output when interrupted (--jobs %s)', async (jobs) => {
    const child = start('-', '--jobs', jobs, '-o', 'half.ndjson', '--summary', 'half.json');
    const isHalf = (name: string): boolean => name.includes('half');
    child.stdin?.write(readFileSync(join(folder, 'cards.txt')));
    while (!readdirSync(folder).some(isHalf)) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGINT');
    child.stdin?.on('error', () => undefined);
    expect((await ended(child)).code).toBe(130);
    expect(readdirSync(folder).filter(isHalf)).toEqual([]);
  });

  test('ends with 66, not with a hang, when a file becomes shorter while it is read', async () => {
    const path = join(folder, 'shrinking.txt');
    writeFileSync(path, '4111111111111111\n'.repeat(2_000_000));
    const child = start(path, '--jobs', '2');
    const end = ended(child);
    await once(child.stdout!, 'data');
    child.stdout?.pause();
    writeFileSync(path, '');
    child.stdout?.resume();
    const { code, stderr } = await end;
    expect({ code, stderr }).toEqual({ code: 66, stderr: expect.stringContaining('became shorter while it was read') });
  });

  test('ends with 65 in the middle of a file whose compression is damaged', async () => {
    const damaged = Buffer.from(readFileSync(join(folder, 'cards.txt.gz')));
    damaged.fill(0x55, damaged.length - 1000);
    writeFileSync(join(folder, 'damaged.txt.gz'), damaged);
    const { code, stderr } = await run('damaged.txt.gz', '--jobs', '2', '--only', 'none');
    expect({ code, stderr }).toEqual({
      code: 65,
      stderr: 'iinspect: damaged.txt.gz is damaged, cut off, or not compressed as its name says.\n',
    });
  });

  test('prints nothing of a number it could not read', async () => {
    const { stdout, stderr } = await run('cards.txt', '--jobs', '2');
    expect(`${stdout}${stderr}`).not.toMatch(/4111111111111111|378282246310005/);
  });
});
