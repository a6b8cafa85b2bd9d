import { sharedTablesOf } from '../../../batch-workers/block-message.js';
import type { CardTables } from '../../../core/card-tables.js';
import type { LineTurnstile } from './line-turnstile.js';
import { ScanThread } from './scan-thread.js';
import type { ScanOrder, ScanResult, TaskScanners } from '../scan/scan-task.js';

/** A thread that has finished a task begins the next one without waiting for us. */
const TASKS_PER_THREAD = 2;

/**
 * Scans in threads of its own.
 *
 * Invariant: every thread does its tasks in the order of their turns, so the one whose turn it is never waits in a queue behind one
 * that waits for it; and its records are taken first, so it never waits for others to be written.
 */
export class ThreadScanners implements TaskScanners {
  readonly width: number;
  readonly #threads: readonly ScanThread[];

  constructor(threads: number, tables: CardTables, turnstile: LineTurnstile) {
    this.width = threads * TASKS_PER_THREAD;
    const data = { tables: sharedTablesOf(tables), turnstile: turnstile.buffer };
    this.#threads = Array.from({ length: threads }, () => new ScanThread(data));
  }

  scan(order: ScanOrder): AsyncIterator<ScanResult, void> {
    const [first, ...others] = this.#threads;
    if (first === undefined) throw new RangeError('There is no thread to scan in.');
    return others.reduce((least, one) => (one.pending < least.pending ? one : least), first).scan(order);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
