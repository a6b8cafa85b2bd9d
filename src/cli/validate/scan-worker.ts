import { parentPort, workerData } from 'node:worker_threads';
import { CardTables } from '../../core/card-tables.js';
import { LineTurnstile } from './line-turnstile.js';
import { ReadFailure } from './read-failure.js';
import { UNWRITTEN_MAX } from './scan-sizes.js';
import type { ScanResult } from './scan-task.js';
import type { ScanThreadAnswer, ScanThreadData, ScanThreadRequest } from './scan-thread.js';
import { TaskScanner } from './task-scanner.js';
import { WriteCredit } from './write-credit.js';

/** A thread of `ThreadScanners`: orders in, results out, buffers handed over both ways. */
const { tables, turnstile, credit } = workerData as ScanThreadData;
const scanner = new TaskScanner(CardTables.open(tables), new LineTurnstile(turnstile));
const written = new WriteCredit(credit);

parentPort?.on('message', (request: ScanThreadRequest) => {
  try {
    for (const result of scanner.scan(request)) send(result, buffersOf(result));
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
