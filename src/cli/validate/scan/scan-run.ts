import { BatchTally, tallyLayout } from '../../../core/batch/batch-tally.js';
import type { CardTables } from '../../../core/card-tables.js';
import { LineTurnstile } from '../threads/line-turnstile.js';
import type { RecordSink } from '../output/record-sink.js';
import { THREADS_FROM_BYTES } from './scan-sizes.js';
import type { ScanResult, ScanTask, TaskScanners } from './scan-task.js';
import { iteratorOf, letGo, quietly, type Tasks } from './task-iterator.js';
import { STREAM_BUFFER_BYTES } from '../inputs/stream-input.js';
import { InlineScanner, TaskScanner } from './task-scanner.js';
import { ThreadScanners } from '../threads/thread-scanners.js';

interface RunParts {
  readonly tables: CardTables;
  readonly jobs: number;
  readonly sink: RecordSink;
}

/** Does the tasks of all inputs, in threads where it pays, and writes their records in order. Memory does not grow with the input. */
export class ScanRun {
  readonly tally: BatchTally;
  readonly #parts: RunParts;
  readonly #turnstile = new LineTurnstile();
  readonly #inline: InlineScanner;
  #threads: ThreadScanners | null = null;
  #turn = 0;
  #bytesSeen = 0;
  #outputs: ArrayBuffer[] = [];
  #blocks: ArrayBuffer[] = [];
  /** As many as the last task needed. */
  #outputsWanted = 1;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.tally = new BatchTally(tallyLayout(parts.tables));
    this.#inline = new InlineScanner(new TaskScanner(parts.tables, this.#turnstile));
  }

  /** A buffer for a block of a stream. */
  readonly takeBlock = (): ArrayBuffer => this.#blocks.pop() ?? new ArrayBuffer(STREAM_BUFFER_BYTES);

  /** Numbers the next line as if so many had been before it. Between two inputs only. */
  skipLines(lines: number): void {
    this.#turnstile.skip(lines);
  }

  /**
   * @param bytes Of the whole input; null where nobody knows.
   * @param onAnswered Told the bytes of input whose records were just written.
   * @throws ReadFailure, and whatever the sink throws; no thread reads any more then.
   */
  async scan(tasks: Tasks, bytes: number | null, onAnswered: (bytes: number) => void): Promise<void> {
    this.#bytesSeen = bytes ?? 0;
    try {
      for await (const result of this.#results(iteratorOf(tasks))) {
        await this.#write(result);
        this.#takeBack(result);
        onAnswered(result.end?.bytes ?? 0);
      }
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#threads?.close();
  }

  async #write({ parts }: ScanResult): Promise<void> {
    for (const part of parts) if (part.length > 0) await this.#parts.sink.write(part);
  }

  /** In order, each as soon as it is there: whoever feeds a stream slowly sees the answers to what was fed. */
  async *#results(tasks: AsyncIterator<ScanTask>): AsyncGenerator<ScanResult, void> {
    const running: RunningTask[] = [];
    let next: NextTask | null = quietly(tasks.next());
    try {
      while (next !== null || running.length > 0) {
        const [head] = running;
        if (head !== undefined && (await this.#isHeadFirst(head, next, running.length))) {
          yield* resultsOf(head);
          running.shift();
          continue;
        }
        const task: IteratorResult<ScanTask, unknown> | null = await next;
        if (task !== null && task.done !== true) running.push(this.#start(task.value));
        next = task === null || task.done === true ? null : quietly(tasks.next());
      }
    } finally {
      // None is waited for: a task that never comes would hold up the failure that ended this.
      for (const { results } of running) letGo(results);
      letGo(tasks);
    }
  }

  /** There is something to be written, rather than something to be begun. */
  async #isHeadFirst({ first }: RunningTask, next: NextTask | null, running: number): Promise<boolean> {
    return next === null || running >= this.#width || Promise.race([next.then(() => false), first.then(() => true)]);
  }

  get #width(): number {
    return this.#threads?.width ?? this.#inline.width;
  }

  #start(task: ScanTask): RunningTask {
    const spare = this.#outputs.splice(-this.#outputsWanted);
    const results = this.#scannersFor(task).scan({ task, turn: this.#turn++, spare });
    return { results, first: quietly(results.next()) };
  }

  /** Invariant: once there are threads they do everything, so this thread never waits for its turn. */
  #scannersFor(task: ScanTask): TaskScanners {
    const { jobs, tables } = this.#parts;
    if (task.kind === 'block') this.#bytesSeen += task.block.to - task.block.from;
    if (jobs > 1 && this.#bytesSeen >= THREADS_FROM_BYTES) {
      this.#threads ??= new ThreadScanners(jobs, tables, this.#turnstile);
    }
    return this.#threads ?? this.#inline;
  }

  #takeBack({ parts, end }: ScanResult): void {
    if (end?.tally) this.tally.add(end.tally);
    this.#outputsWanted = Math.max(1, parts.length);
    this.#outputs.push(...parts.map(({ buffer }) => buffer), ...(end?.free.outputs ?? []));
    this.#outputs.length = Math.min(this.#outputs.length, this.#outputsWanted * this.#width);
    if (end?.free.block) this.#blocks.push(end.free.block);
  }
}

type NextTask = Promise<IteratorResult<ScanTask, unknown>>;

interface RunningTask {
  readonly results: AsyncIterator<ScanResult, void>;
  readonly first: Promise<IteratorResult<ScanResult, void>>;
}

async function* resultsOf({ results, first }: RunningTask): AsyncGenerator<ScanResult, void> {
  for (let result = await first; result.done !== true; result = await results.next()) yield result.value;
}
