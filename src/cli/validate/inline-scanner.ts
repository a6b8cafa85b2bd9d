import { setImmediate } from 'node:timers/promises';
import type { ScanOrder, ScanResult, TaskScanners } from './scan-task.js';
import type { TaskScanner } from './task-scanner.js';

/** Scans in this thread. */
export class InlineScanner implements TaskScanners {
  readonly width = 1;

  constructor(private readonly scanner: TaskScanner) {}

  async *scan(order: ScanOrder): AsyncGenerator<ScanResult, void> {
    for (const result of this.scanner.scan(order)) {
      // Otherwise a Ctrl-C would wait for the end: nothing else here waits for the system.
      await setImmediate();
      yield result;
    }
  }
}
