import type { CardTables } from '../../core/card-tables.js';
import type { LineTurnstile } from './line-turnstile.js';
import { ScanThread } from './scan-thread-handle.js';
import type { ScanOrder, ScanResult, TaskScanners } from './scan-task.js';

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
    const { iins, issuers } = tables.buffers;
    const data = { tables: { iins: shared(iins), issuers: issuers && shared(issuers) }, turnstile: turnstile.buffer };
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

function shared(buffer: ArrayBufferLike): SharedArrayBuffer {
  if (buffer instanceof SharedArrayBuffer) return buffer;
  const copy = new Uint8Array(new SharedArrayBuffer(buffer.byteLength));
  copy.set(new Uint8Array(buffer));
  return copy.buffer;
}
