import { describe, expect, test } from '@jest/globals';
import { embeddedTables } from '../../../../test/support/embedded-table.js';
import type { BatchPlan } from '../../../core/batch/batch-plan.js';
import { BLOCK_HEAD_BYTES } from '../../../core/batch/line-block.js';
import { ScanRun } from './scan-run.js';
import { LINE_BYTES_MAX } from './scan-sizes.js';
import type { ScanTask } from './scan-task.js';

const PLAN: BatchPlan = {
  input: 'text',
  output: 'ndjson',
  fields: ['status'],
  only: [],
  columns: null,
  lineBytesMax: LINE_BYTES_MAX,
};
const TEXT = '4111111111111111\n'.repeat(1000);

class FakeSink {
  readonly buffers = new Set<ArrayBufferLike>();
  writes = 0;

  constructor(readonly writesMax = Infinity) {}

  write(bytes: Uint8Array): Promise<void> {
    this.buffers.add(bytes.buffer);
    return this.writes++ < this.writesMax ? Promise.resolve() : Promise.reject(new Error('The sink is full.'));
  }
}

class Feed {
  readonly buffers = new Set<ArrayBuffer>();
  given = 0;
  isClosed = false;

  constructor(private readonly run: ScanRun) {}

  *sync(count: number): Generator<ScanTask, void> {
    try {
      for (let index = 0; index < count; index++) yield this.#task();
    } finally {
      this.isClosed = true;
    }
  }

  async *async(count: number): AsyncGenerator<ScanTask, void> {
    await Promise.resolve();
    yield* this.sync(count);
  }

  #task(): ScanTask {
    const buffer = this.run.takeBlock();
    this.buffers.add(buffer);
    Buffer.from(buffer).write(TEXT, BLOCK_HEAD_BYTES, 'latin1');
    const block = { buffer, from: BLOCK_HEAD_BYTES, to: BLOCK_HEAD_BYTES + TEXT.length, offset: 0 };
    this.given++;
    return { kind: 'block', block, source: { id: 0, plan: PLAN, writes: true, file: null, offset: 0 } };
  }
}

function nothing(): void {
  return undefined;
}

describe('ScanRun', () => {
  test('makes no more buffers for a hundred tasks than for a few', async () => {
    const made = async (count: number): Promise<readonly number[]> => {
      const sink = new FakeSink();
      const run = new ScanRun({ tables: embeddedTables, jobs: 1, sink });
      const feed = new Feed(run);
      await run.scan(feed.async(count), null, nothing);
      expect(sink.writes).toBeGreaterThanOrEqual(count);
      return [feed.buffers.size, sink.buffers.size];
    };
    expect(await made(100)).toEqual(await made(4));
  });

  test.each(['sync', 'async'] as const)('closes its input when nothing more can be written (%s)', async (kind) => {
    const run = new ScanRun({ tables: embeddedTables, jobs: 1, sink: new FakeSink(1) });
    const feed = new Feed(run);
    await expect(run.scan(feed[kind](100), null, nothing)).rejects.toThrow('The sink is full.');
    expect(feed.given).toBeLessThan(10);
    expect(feed.isClosed).toBe(true);
  });

  test('does not wait for an input that gives nothing more, when nothing more can be written', async () => {
    const run = new ScanRun({ tables: embeddedTables, jobs: 1, sink: new FakeSink(0) });
    async function* waiting(): AsyncGenerator<ScanTask, void> {
      yield* new Feed(run).sync(1);
      await new Promise(nothing);
    }
    await expect(run.scan(waiting(), null, nothing)).rejects.toThrow('The sink is full.');
  });
});
