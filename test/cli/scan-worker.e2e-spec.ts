import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, jest, test } from '@jest/globals';
import { sharedTablesOf } from '../../src/batch-workers/block-message.js';
import { UNWRITTEN_MAX } from '../../src/cli/validate/scan/scan-sizes.js';
import type { ScanOrder } from '../../src/cli/validate/scan/scan-task.js';
import { LineTurnstile } from '../../src/cli/validate/threads/line-turnstile.js';
import type { ScanThreadAnswer, ScanThreadData } from '../../src/cli/validate/threads/thread-messages.js';
import { WriteCredit } from '../../src/cli/validate/threads/write-credit.js';
import { DEFAULT_BATCH_FIELDS } from '../../src/core/batch/batch-field.js';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES } from '../../src/core/batch/line-block.js';
import { embeddedTables } from '../support/embedded-table.js';

jest.setTimeout(60_000);

const WORKER = pathToFileURL(join(import.meta.dirname, '../../dist/cli/validate/threads/scan-worker.js'));
const LINES = 500_000;

/** Lines as short as lines can be, whose records are a hundred times as long. */
function dense(): ScanOrder {
  const buffer = new ArrayBuffer(BLOCK_HEAD_BYTES + LINES + BLOCK_TAIL_BYTES);
  new Uint8Array(buffer, BLOCK_HEAD_BYTES, LINES).fill(10);
  const block = { buffer, from: BLOCK_HEAD_BYTES, to: BLOCK_HEAD_BYTES + LINES, offset: 0 };
  const plan = {
    input: 'text',
    columns: null,
    output: 'ndjson',
    fields: DEFAULT_BATCH_FIELDS,
    only: [],
    lineBytesMax: 100,
  } as const;
  return {
    task: { kind: 'block', block, source: { id: 0, plan, writes: true, file: null, offset: 0 } },
    turn: 0,
    spare: [],
  };
}

test('a thread of validate makes no more records than may wait to be written', async () => {
  const credit = new WriteCredit();
  const data = { tables: sharedTablesOf(embeddedTables), turnstile: new LineTurnstile().buffer, credit: credit.buffer };
  const worker = new Worker(WORKER, { workerData: data satisfies ScanThreadData });
  const seen = { results: 0, unwritten: 0, most: 0, isOver: false };
  worker.on('message', (answer: ScanThreadAnswer) => {
    seen.results++;
    seen.most = Math.max(seen.most, ++seen.unwritten);
    seen.isOver = 'failure' in answer || answer.end !== null;
  });
  worker.on('error', () => (seen.isOver = true));
  worker.postMessage(dense());
  const view = new Int32Array(credit.buffer);
  while (!seen.isOver) {
    await setImmediate();
    // Somebody is woken: the thread waits, and will see that it has to go on waiting.
    const waits = Atomics.notify(view, 0) > 0;
    if (!waits || seen.unwritten < UNWRITTEN_MAX) continue;
    credit.giveBack();
    seen.unwritten--;
  }
  await worker.terminate();
  expect(seen.most).toBe(UNWRITTEN_MAX);
  expect(seen.results).toBeGreaterThan(2 * UNWRITTEN_MAX);
});
