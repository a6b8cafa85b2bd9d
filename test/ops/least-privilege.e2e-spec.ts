import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, jest } from '@jest/globals';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(120_000);

const ROOT = join(import.meta.dirname, '../..');
const SECURITY = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

/** The command people are told to use, word for word. */
const [, COMMAND = ''] = /```sh\nnode (--permission[^`]+)```/.exec(SECURITY) ?? [];
const WORDS = COMMAND.replaceAll('\\\n', ' ').trim().split(/\s+/);
const FLAGS = WORDS.slice(0, -1);

const folder = mkdtempSync(join(tmpdir(), 'iinspect-privilege-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a script says when it is run with the flags of the command, or with others. */
function run(script: string, flags: readonly string[] = FLAGS): string {
  return execFileSync(
    process.execPath,
    [...flags, '-e', `try { ${script} } catch (error) { console.log(error.code); }`],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  ).trim();
}

describe('the command of SECURITY.md', () => {
  it('serves cards and streams that need threads, opens no inspector, and stops in order', async () => {
    expect(existsSync(join(ROOT, 'dist/main.js'))).toBe(true);
    const env = { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', BATCH_WORKERS: '2' };
    const child = spawn(process.execPath, WORDS, { cwd: ROOT, env });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: unknown) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk: unknown) => (stderr += String(chunk)));
    // As long as it takes: with the whole suite beside it a start may take longer than others wait.
    while (!stdout.includes('"started"') && child.exitCode === null) await sleep(20);
    expect(stderr).toBe('');
    const { rest } = JSON.parse(stdout.split('\n').find((line) => line.includes('"started"')) ?? '{}');

    const lines = 100_000;
    const batch = await fetch(`${rest}/cards/batch`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '4111111111111111\n'.repeat(lines),
    });
    const records = (await batch.text()).trimEnd().split('\n');
    expect(JSON.parse(records.at(-1)!)).toMatchObject({ done: true, lines, valid: lines });

    child.kill('SIGUSR1');
    expect((await fetch(`${rest}/brands`)).status).toBe(200);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    expect([child.exitCode, stderr]).toEqual([0, '']);
  });

  it.each([
    ['write a file', `require('fs').writeFileSync(${JSON.stringify(join(folder, 'file'))}, '')`],
    ['write a heap snapshot', `require('v8').writeHeapSnapshot(${JSON.stringify(join(folder, 'heap'))})`],
    ['write a diagnostic report', `process.report.writeReport(${JSON.stringify(join(folder, 'report'))})`],
    ['read files of others', `require('fs').readFileSync('/etc/hostname')`],
    ['start a process', `require('child_process').execFileSync('true')`],
  ])('does not let the process %s', (_what, script) => {
    expect(run(script)).toBe('ERR_ACCESS_DENIED');
    expect(run(script, [])).not.toContain('ERR_ACCESS_DENIED'); // so it was the flags
  });

  it('has no flag that writes what the process remembers', () => {
    const start = readFileSync(join(ROOT, 'scripts/bootstrap/node-flags.mjs'), 'utf8');
    for (const text of [COMMAND, start]) {
      expect(text).toContain('--disable-sigusr1');
      expect(text).not.toMatch(/--inspect|--heapsnapshot|--report-(?:on|uncaught)|--heap-prof/);
    }
  });
});
