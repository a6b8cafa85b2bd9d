import { Worker } from 'node:worker_threads';
import { Mailbox } from './mailbox.js';
import { ReadFailure } from '../inputs/read-failure.js';
import type { ScanOrder, ScanResult } from '../scan/scan-task.js';
import type { ScanThreadAnswer, ScanThreadData } from './thread-messages.js';
import { WriteCredit } from './write-credit.js';

const WORKER = new URL('./scan-worker.js', import.meta.url);
/** Scanning makes next to no garbage. */
const YOUNG_HEAP_MIB_MAX = 8;

/** One thread of `ThreadScanners`, as seen from outside. */
export class ScanThread {
  readonly #worker: Worker;
  readonly #credit = new WriteCredit();
  /** Of the orders whose last result was not sent yet. */
  readonly #open: Mailbox<ScanResult>[] = [];
  #failure: { readonly error: unknown } | null = null;

  constructor(data: Omit<ScanThreadData, 'credit'>, entry: URL = WORKER) {
    this.#worker = new Worker(entry, {
      workerData: { ...data, credit: this.#credit.buffer } satisfies ScanThreadData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MIB_MAX },
      // It reads no settings, and whatever anything in it might print is not part of the output.
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    this.#worker.on('message', (answer: ScanThreadAnswer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('A thread ended before its work was done.')));
  }

  get pending(): number {
    return this.#open.length;
  }

  scan(order: ScanOrder): AsyncIterator<ScanResult, void> {
    const results = new Mailbox<ScanResult>();
    this.#open.push(results);
    if (this.#failure !== null) results.fail(this.#failure.error);
    const { task, spare } = order;
    this.#worker.postMessage(order, task.kind === 'block' ? [task.block.buffer, ...spare] : [...spare]);
    return this.#read(results);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async *#read(results: Mailbox<ScanResult>): AsyncGenerator<ScanResult, void> {
    for (let isOver = false; !isOver;) {
      const result = await results.take();
      isOver = result.end !== null;
      yield result;
      this.#credit.giveBack();
    }
  }

  #take(answer: ScanThreadAnswer): void {
    const [first] = this.#open;
    if ('failure' in answer || answer.end !== null) this.#open.shift();
    if ('failure' in answer) first?.fail(new ReadFailure(answer.failure));
    else first?.put(answer);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const results of this.#open.splice(0)) results.fail(error);
  }
}
