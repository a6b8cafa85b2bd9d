import { afterEach, describe, expect, test } from '@jest/globals';
import { embeddedTables } from '../../../../test/support/embedded-table.js';
import { sharedTablesOf } from '../../../batch-workers/block-message.js';
import { BLOCK_HEAD_BYTES } from '../../../core/batch/line-block.js';
import type { ScanOrder } from '../scan/scan-task.js';
import { LineTurnstile } from './line-turnstile.js';
import { ScanThread } from './scan-thread.js';

let thread: ScanThread | null = null;
afterEach(() => thread?.close());

/** A thread that does as told for each `order`; real ones are tried in test/cli/validate.e2e-spec.ts. */
function threadOf(code: string): ScanThread {
  const script = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', (order) => { ${code} });`;
  const data = { tables: sharedTablesOf(embeddedTables), turnstile: new LineTurnstile().buffer };
  return (thread = new ScanThread(data, new URL(`data:text/javascript,${encodeURIComponent(script)}`)));
}

function order(turn: number): ScanOrder {
  const plan = { input: 'text', columns: null, output: 'ndjson', fields: [], only: [], lineBytesMax: 100 } as const;
  const block = { buffer: new ArrayBuffer(200), from: BLOCK_HEAD_BYTES, to: BLOCK_HEAD_BYTES + 1, offset: 0 };
  return {
    task: { kind: 'block', block, source: { id: 0, plan, writes: true, file: null, offset: 0 } },
    turn,
    spare: [],
  };
}

const LAST = '{ parts: [], end: { bytes: order.turn, tally: null, free: { block: null, outputs: [] } } }';

describe('ScanThread', () => {
  test('answers each order with its own results', async () => {
    const able = threadOf(`[{ parts: [], end: null }, ${LAST}].forEach((answer) => parentPort.postMessage(answer));`);
    const [first, second] = [able.scan(order(1)), able.scan(order(2))];
    expect(able.pending).toBe(2);
    expect((await first.next()).value).toMatchObject({ end: null });
    expect((await second.next()).value).toMatchObject({ end: null });
    expect((await second.next()).value).toMatchObject({ end: { bytes: 2 } });
    expect((await first.next()).value).toMatchObject({ end: { bytes: 1 } });
    expect([(await first.next()).done, (await second.next()).done, able.pending]).toEqual([true, true, 0]);
  });

  test.each([
    ['ends', 'process.exit(0)', 'A thread ended before its work was done.'],
    ['fails', "throw new Error('A bug.')", 'A bug.'],
  ])('that %s rejects every order it has, and the next one', async (_, code, message) => {
    const failing = threadOf(`if (order.turn === 1) ${code};`);
    const open = [failing.scan(order(0)), failing.scan(order(1)), failing.scan(order(2))];
    for (const results of open) await expect(results.next()).rejects.toThrow(message);
    await expect(failing.scan(order(3)).next()).rejects.toThrow(message);
  });

  test('that cannot read says so of the order alone', async () => {
    const reading = threadOf(`parentPort.postMessage(order.turn === 1 ? { failure: 'EIO' } : ${LAST});`);
    const [first, second] = [reading.scan(order(1)), reading.scan(order(2))];
    await expect(first.next()).rejects.toMatchObject({ code: 'EIO' });
    expect((await second.next()).value).toMatchObject({ end: { bytes: 2 } });
  });
});
