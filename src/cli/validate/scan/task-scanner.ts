import { setImmediate } from 'node:timers/promises';
import { BatchScanner } from '../../../core/batch/batch-scanner.js';
import type { LineBlock } from '../../../core/batch/line-block.js';
import { countLines } from '../../../core/batch/line-count.js';
import type { CardTables } from '../../../core/card-tables.js';
import type { LineTurnstile } from '../threads/line-turnstile.js';
import { RangeReader } from '../inputs/range-reader.js';
import type { ScanEnd, ScanOrder, ScanResult, ScanSource, ScanTask, TaskScanners } from './scan-task.js';
import { LINE_BYTES_MAX, OUTPUT_BYTES, OUTPUTS_MAX, PIECE_BYTES } from './scan-sizes.js';

/** Does tasks one after the other, in this thread. Keeps nothing of a task that is over, however it ended. */
export class TaskScanner {
  readonly #reader = new RangeReader(PIECE_BYTES, LINE_BYTES_MAX);
  #scanner: BatchScanner | null = null;
  #source: number | null = null;

  constructor(
    private readonly tables: CardTables,
    private readonly turnstile: LineTurnstile,
  ) {}

  /** @throws ReadFailure */
  *scan({ task, turn, spare }: ScanOrder): Generator<ScanResult, void> {
    const outputs = [...spare];
    const { parts, ...counts } = yield* this.#records(task, turn, outputs);
    const block = task.kind === 'block' ? task.block.buffer : null;
    yield { parts, end: { ...counts, free: { block, outputs } } };
  }

  /** @returns The last of them, with what the task came to. */
  *#records(task: ScanTask, turn: number, outputs: ArrayBuffer[]): Generator<ScanResult, LastRecords> {
    try {
      const block = this.#blockOf(task);
      // Who has no line passes too: the next one waits.
      const line = this.turnstile.pass(turn, block === null ? 0 : countLines(block));
      if (block === null) return { parts: [], bytes: 0, tally: null };
      const scanner = this.#scannerOf(task.source);
      scanner.begin(block, line);
      let parts = task.source.writes ? write(scanner, outputs) : discard(scanner, outputs);
      for (; !scanner.isDone; parts = write(scanner, outputs)) yield { parts, end: null };
      return { parts, bytes: block.to - block.from, tally: scanner.tally.slice() };
    } finally {
      this.#forget(task);
    }
  }

  #forget(task: ScanTask): void {
    this.#scanner?.end();
    if (task.kind === 'block') new Uint8Array(task.block.buffer).fill(0);
    else this.#reader.clear();
  }

  #blockOf(task: ScanTask): LineBlock | null {
    const block = task.kind === 'block' ? task.block : this.#reader.read(task.source.file, task.range);
    return block && { ...block, offset: task.source.offset + block.offset };
  }

  #scannerOf({ id, plan }: ScanSource): BatchScanner {
    if (this.#scanner === null || this.#source !== id) this.#scanner = new BatchScanner(this.tables, plan);
    this.#source = id;
    return this.#scanner;
  }
}

type LastRecords = Pick<ScanResult, 'parts'> & Omit<ScanEnd, 'free'>;

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

/** As many records as may be handed over at once. @param free Buffers are taken out of it, and made when it is empty. */
function write(scanner: BatchScanner, free: ArrayBuffer[]): readonly Uint8Array<ArrayBuffer>[] {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  while (!scanner.isDone && parts.length < OUTPUTS_MAX) {
    const output = new Uint8Array(free.pop() ?? new ArrayBuffer(OUTPUT_BYTES));
    parts.push(output.subarray(0, scanner.fill(output)));
  }
  return parts;
}

function discard(scanner: BatchScanner, free: ArrayBuffer[]): readonly [] {
  const buffer = free.pop() ?? new ArrayBuffer(OUTPUT_BYTES);
  free.push(buffer);
  const output = new Uint8Array(buffer);
  while (!scanner.isDone) scanner.fill(output);
  return [];
}
