import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { embeddedTables } from '../../../../test/support/embedded-table.js';
import type { BatchPlan } from '../../../core/batch/batch-plan.js';
import { BatchScanner } from '../../../core/batch/batch-scanner.js';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES } from '../../../core/batch/line-block.js';
import { LineTurnstile } from '../threads/line-turnstile.js';
import { LINE_BYTES_MAX } from './scan-sizes.js';
import type { ScanTask } from './scan-task.js';
import { TaskScanner } from './task-scanner.js';

const VISA = '4111111111111111';
const PLAN: BatchPlan = {
  input: 'text',
  output: 'ndjson',
  fields: ['status'],
  only: [],
  columns: null,
  lineBytesMax: LINE_BYTES_MAX,
};

type BlockTask = ScanTask & { readonly kind: 'block' };

/** @param behind Of the next line, as a cutter leaves it lying behind the block. */
function blockTask(text: string, behind = ''): BlockTask {
  const buffer = new ArrayBuffer(BLOCK_HEAD_BYTES + text.length + behind.length + BLOCK_TAIL_BYTES);
  Buffer.from(buffer).write(text + behind, BLOCK_HEAD_BYTES, 'latin1');
  const block = { buffer, from: BLOCK_HEAD_BYTES, to: BLOCK_HEAD_BYTES + text.length, offset: 0 };
  return { kind: 'block', block, source: { id: 0, plan: PLAN, writes: true, file: null, offset: 0 } };
}

function isBlank(buffer: ArrayBuffer): boolean {
  return new Uint8Array(buffer).every((byte) => byte === 0);
}

/** How often a `BatchScanner` was told to forget its block. */
let forgotten = 0;
const end = Reflect.get<BatchScanner, 'end'>(BatchScanner.prototype, 'end');
beforeEach(() => {
  forgotten = 0;
  BatchScanner.prototype.end = function (this: BatchScanner): void {
    forgotten++;
    end.call(this);
  };
});
afterEach(() => {
  BatchScanner.prototype.end = end;
});

describe('TaskScanner', () => {
  test('hands back the buffer of a block without a digit in it', () => {
    const task = blockTask(`${VISA}\n`, VISA);
    expect(isBlank(task.block.buffer)).toBe(false);
    const results = [...new TaskScanner(embeddedTables, new LineTurnstile()).scan({ task, turn: 0, spare: [] })];
    expect(results.at(-1)?.end?.free.block).toBe(task.block.buffer);
    expect({ isBlank: isBlank(task.block.buffer), forgotten }).toEqual({ isBlank: true, forgotten: 1 });
    expect(Buffer.concat(results.flatMap(({ parts }) => parts)).toString()).toBe('{"line":1,"status":"valid"}\n');
  });

  test('keeps nothing of a block it could not answer, and answers the next one', () => {
    const scanner = new TaskScanner(embeddedTables, new LineTurnstile());
    const task = blockTask(`${VISA}\n`.repeat(2));
    const spare = [new ArrayBuffer(8)];
    expect(() => [...scanner.scan({ task, turn: 0, spare })]).toThrow(RangeError);
    expect({ isBlank: isBlank(task.block.buffer), forgotten }).toEqual({ isBlank: true, forgotten: 1 });
    const [result] = scanner.scan({ task: blockTask(`${VISA}\n`), turn: 1, spare: [] });
    expect(Buffer.concat(result?.parts ?? []).toString()).toBe('{"line":3,"status":"valid"}\n');
  });

  test('keeps nothing of a block whose records nobody wants any more', () => {
    // More records than are handed over at once.
    const task = blockTask('\n'.repeat(400_000), VISA);
    for (const { end } of new TaskScanner(embeddedTables, new LineTurnstile()).scan({ task, turn: 0, spare: [] })) {
      expect(end).toBeNull();
      break;
    }
    expect({ isBlank: isBlank(task.block.buffer), forgotten }).toEqual({ isBlank: true, forgotten: 1 });
  });
});
