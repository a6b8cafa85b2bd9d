import { parentPort, workerData } from 'node:worker_threads';
import { CardTables } from '../../../core/card-tables.js';
import { LineTurnstile } from './line-turnstile.js';
import { ReadFailure } from '../inputs/read-failure.js';
import { UNWRITTEN_MAX } from '../scan/scan-sizes.js';
import type { ScanOrder, ScanResult } from '../scan/scan-task.js';
import type { ScanThreadAnswer, ScanThreadData } from './thread-messages.js';
import { TaskScanner } from '../scan/task-scanner.js';
import { WriteCredit } from './write-credit.js';

/** A thread of `ThreadScanners`: orders in, results out, buffers handed over both ways. */
const { tables, turnstile, credit } = workerData as ScanThreadData;
const scanner = new TaskScanner(CardTables.open(tables), new LineTurnstile(turnstile));
const written = new WriteCredit(credit);

parentPort?.on('message', (order: ScanOrder) => {
  try {
    for (const result of scanner.scan(order)) send(result, buffersOf(result));
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    send({ failure: error.code }, []);
  }
});

function send(answer: ScanThreadAnswer, buffers: readonly ArrayBuffer[]): void {
  written.take(UNWRITTEN_MAX);
  parentPort?.postMessage(answer, [...buffers]);
}

function buffersOf({ parts, end }: ScanResult): readonly ArrayBuffer[] {
  const free = end === null ? [] : [...end.free.outputs, end.free.block];
  return [...parts.map(({ buffer }) => buffer), ...free.filter((buffer) => buffer !== null)];
}
