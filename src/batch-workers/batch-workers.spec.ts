import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { embeddedTables } from '../../test/support/embedded-table.js';
import type { BlockJob } from '../validation/batch/batch-ports.js';
import { BatchWorkers, type BatchWorkersOptions } from './batch-workers.js';

// Longer than whatever is waited for in here.
jest.setTimeout(60_000);

let scratch: string;
let workers: BatchWorkers;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'iinspect-batch-workers-'));
});
afterEach(async () => {
  await workers.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** Threads that do as told for each `message`; the real ones are tried in test/batch/engine-workers.e2e-spec.ts. */
function workersOf(code: string, threads = 1, options: Partial<BatchWorkersOptions> = {}): BatchWorkers {
  const file = join(scratch, 'worker.mjs');
  writeFileSync(file, `export function scanBlock(message) { ${code} }`);
  workers = new BatchWorkers({ threads, entry: pathToFileURL(file), idleMs: 10_000, ...options });
  return workers;
}

function job(line = 1): BlockJob {
  return {
    tables: embeddedTables,
    plan: { input: 'text', columns: null, output: 'ndjson', fields: [], only: [], lineBytesMax: 100 },
    block: { buffer: new ArrayBuffer(200), from: 32, to: 33, offset: 0 },
    line,
    spare: [new ArrayBuffer(8)],
  };
}

describe('threads that scan', () => {
  test('are given the buffers, and the tables in shared memory', async () => {
    workersOf(`const { iins } = message.tables;
      return [iins instanceof SharedArrayBuffer, iins.byteLength, message.version, message.block.buffer.byteLength];`);
    const handed = job();
    expect(await workers.scan(handed)).toEqual([
      true,
      embeddedTables.iins.bytes.byteLength,
      embeddedTables.version,
      200,
    ]);
    expect(handed.block.buffer.byteLength).toBe(0);
    expect(handed.spare[0]?.byteLength).toBe(0);
  });

  test('know neither the settings nor the flags of the service', async () => {
    workersOf('return [Object.keys(process.env), process.execArgv, process.argv.length];');
    expect(await workers.scan(job())).toEqual([[], [], 2]);
  });

  test('are as many as are allowed, and take what waits first come, first served', async () => {
    workersOf('globalThis.lines = [...(globalThis.lines ?? []), message.line]; return globalThis.lines;', 1);
    const answers: unknown[] = await Promise.all([1, 2, 3, 4].map((line) => workers.scan(job(line))));
    expect(answers.at(-1)).toEqual([1, 2, 3, 4]);
    expect(workers.width).toBe(1);
  });

  test('that fail at a block reject it, and take the next', async () => {
    workersOf(`if (message.line === 1) throw new RangeError('a bug'); return message.line;`);
    await expect(workers.scan(job(1))).rejects.toThrow('a bug');
    expect(await workers.scan(job(2))).toBe(2);
  });

  test('that die reject their block only: what waits for a thread gets a new one', async () => {
    workersOf('if (message.line === 1) process.exit(1); return message.line;');
    const dying = workers.scan(job(1));
    const waiting = [2, 3].map((line) => workers.scan(job(line)));
    await expect(dying).rejects.toThrow();
    expect(await Promise.all(waiting)).toEqual([2, 3]);
  });

  test('that cannot even start reject what waits for them', async () => {
    workersOf('return 1; }; throw new Error("not today"); {');
    const waiting = [1, 2, 3].map((line) => workers.scan(job(line)));
    const ends = await Promise.allSettled(waiting);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(workers.scan(job(4))).rejects.toThrow();
  });

  test('are ended by a stop, whatever they are doing, and take nothing afterwards', async () => {
    workersOf('while (true);', 2);
    const ends = Promise.allSettled([1, 2, 3].map((line) => workers.scan(job(line))));
    await workers.stop();
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(workers.scan(job())).rejects.toThrow('stopped');
  });

  test('that never come to an end are ended: their block is rejected, and all others are answered', async () => {
    workersOf('while (message.line === 1 || message.line === 2); return message.line;', 2, { blockMsMax: 2000 });
    const ends = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((line) => workers.scan(job(line))));
    const late = { status: 'rejected', reason: new Error('A worker was ended: its block took too long.') };
    const answers = [3, 4, 5, 6].map((value) => ({ status: 'fulfilled', value }));
    expect(ends).toEqual([late, late, ...answers]);
    expect(await workers.scan(job(7))).toBe(7);
  });

  test('have a heap of some size', async () => {
    workersOf(`return process.getBuiltinModule('worker_threads').resourceLimits;`);
    expect(await workers.scan(job())).toMatchObject({ maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 });
  });

  test('that cannot be ended are not waited for', async () => {
    const begun = join(scratch, 'begun');
    // Native code: a thread is ended only when it comes back from there.
    const wait = `touch ${begun}; while [ -e ${begun} ]; do sleep 0.05; done`;
    workersOf(`process.getBuiltinModule('child_process').spawnSync('/bin/sh', ['-c', ${JSON.stringify(wait)}]);`, 1, {
      stopMsMax: 1,
    });
    const end = expect(workers.scan(job())).rejects.toThrow();
    while (!existsSync(begun)) await new Promise((resolve) => setTimeout(resolve, 20));
    await workers.stop();
    rmSync(begun);
    await end;
  });

  test('are gone a while after the last block', async () => {
    const scanners = workersOf('return (globalThis.blocks = (globalThis.blocks ?? 0) + 1);', 1, { idleMs: 100 });
    expect(await scanners.scan(job())).toBe(1);
    expect(await scanners.scan(job())).toBe(2);
    let blocks: unknown = 3;
    for (let round = 0; round < 50 && blocks !== 1; round++) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      blocks = await scanners.scan(job());
    }
    expect(blocks).toBe(1);
  });
});
