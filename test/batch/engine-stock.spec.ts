import { Buffer } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import { BatchAborted } from '../../src/core/batch/batch-summary.js';
import { AnswerBuffers } from '../../src/validation/batch/answer-buffers.js';
import { BatchRun } from '../../src/validation/batch/batch-run.js';
import { SPARE_ANSWERS_MAX } from '../../src/validation/batch/batch-sizes.js';
import { BatchStock } from '../../src/validation/batch/batch-stock.js';
import { InlineScan } from '../../src/validation/batch/inline-scan.js';
import { embeddedTables, madeUp } from '../support/embedded-table.js';
import { rangeRow, tableOf } from '../support/table-rows.js';
import { CardTables } from '../../src/core/card-tables.js';
import { FakeChunks, FakeScanners, LIMITS, LONG_LINE, RecordingBatchObserver, TEXT } from './engine-support.js';

const PAN = madeUp('4', 16);
const PLAN = { ...TEXT, columns: null, lineBytesMax: 100 };

class SeenStock extends BatchStock {
  readonly seen = new Set<ArrayBuffer>();

  override takeBuffer(): ArrayBuffer {
    const buffer = super.takeBuffer();
    this.seen.add(buffer);
    return buffer;
  }
}

/** Those that no worker took. */
function attachedOf({ seen }: SeenStock): readonly ArrayBuffer[] {
  return [...seen].filter(({ byteLength }) => byteLength > 0);
}

describe('buffers of a batch that is over hold nothing', () => {
  const lines = Buffer.from(`${PAN}\n4111\n${PAN}`);

  test.each([
    ['at its end', [lines], LIMITS.linesMax],
    ['after a line that was too long', [LONG_LINE, lines], LIMITS.linesMax],
    ['broken off within a line', [lines, new BatchAborted('input_cut')], LIMITS.linesMax],
    ['at the last line allowed', [lines, lines], 1],
  ])('%s', async (_how, chunks, linesMax) => {
    for (const scanners of [null, new FakeScanners(2)]) {
      const stock = new SeenStock(300_000);
      const limits = { ...LIMITS, linesMax };
      const parts = { tables: embeddedTables, scanners, observer: new RecordingBatchObserver(), limits, stock };
      const run = new BatchRun(parts, TEXT, new FakeChunks(chunks));
      let holds = 0;
      for await (const records of run.records()) {
        expect(records.length).toBeGreaterThan(0);
        holds += attachedOf(stock).filter((buffer) => Buffer.from(buffer).includes(PAN)).length;
      }
      await run.close();
      if (scanners === null) expect(holds).toBeGreaterThan(0);
      for (const buffer of attachedOf(stock))
        expect(Buffer.from(buffer).equals(Buffer.alloc(buffer.byteLength))).toBe(true);
    }
  });
});

describe('buffers for answers', () => {
  test('are shared, so many in all, and let go of with the last batch', () => {
    const answers = new AnswerBuffers();
    answers.open();
    answers.open();
    for (let count = 0; count < 2 * SPARE_ANSWERS_MAX; count++) answers.giveBack(new ArrayBuffer(8));
    expect(answers.take(3)).toHaveLength(3);
    answers.close();
    expect(answers.take(3)).toHaveLength(3);
    answers.close();
    // Of a block that comes back late.
    answers.giveBack(new ArrayBuffer(8));
    answers.open();
    expect(answers.take(SPARE_ANSWERS_MAX)).toEqual([]);
  });

  test('are let go of by each batch that used them', async () => {
    const stock = new BatchStock(300_000);
    const parts = { tables: embeddedTables, observer: new RecordingBatchObserver(), limits: LIMITS, stock };
    const input = [LONG_LINE, Buffer.from(`${PAN}\n`.repeat(20_000))];
    const run = new BatchRun({ ...parts, scanners: new FakeScanners(2) }, TEXT, new FakeChunks(input));
    for await (const records of run.records()) expect(records.length).toBeGreaterThan(0);
    stock.answers.giveBack(new ArrayBuffer(8));
    await run.close();
    expect(stock.answers.take(1)).toEqual([]);
  });
});

describe('a scanner that is kept', () => {
  test('is for the tables of now only', () => {
    const stock = new BatchStock(1000);
    const kept = stock.takeScan(embeddedTables, PLAN);
    stock.giveBackScan(kept);
    stock.keepOnly(embeddedTables);
    expect(stock.takeScan(embeddedTables, PLAN)).toBe(kept);
    stock.giveBackScan(kept);
    stock.keepOnly(new CardTables(tableOf([rangeRow('nova', '4')]), null));
    expect(stock.takeScan(embeddedTables, PLAN)).not.toBe(kept);
  });

  test('has none of the records it wrote', async () => {
    const block = { buffer: new ArrayBuffer(200), from: 32, to: 33 + PAN.length, offset: 0 };
    Buffer.from(block.buffer).write(`${PAN}\n`, 32);
    const scan = new InlineScan(embeddedTables, PLAN, '');
    let out: Uint8Array | null = null;
    for await (const records of scan.scan({ block, line: 1 })) out = records;
    expect(out?.some((byte) => byte !== 0)).toBe(true);
    new BatchStock(1000).giveBackScan(scan);
    expect(out?.every((byte) => byte === 0)).toBe(true);
  });
});
