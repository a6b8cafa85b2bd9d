import { totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import { IssuerDataError } from '../issuer-data-error.js';
import type { Intake, IntakeMessage, IntakeRequest } from './issuer-intake.js';
import { loaderFailed } from './loader-failed.js';

/** Takes issuer data aside, where it holds up nobody. */
export interface IssuerLoader {
  /** One at a time: a second call while the first runs is a bug of the caller. @throws IssuerDataError */
  load(request: IntakeRequest, timeoutMs: number): Promise<Intake>;
  /** Breaks off the load that runs, which then rejects. */
  stop(): Promise<void>;
}

const WORKER = new URL('./issuer-loader-worker.js', import.meta.url);

const MIB = 1024 * 1024;
/** Measured: two million rows of text take 1.1 to 1.6 GiB while they are compiled. */
const HEAP_MIB_MAX = 2048;
/** Measured: no load is slower for it, and after 900 small ones the process is 100 MiB smaller. */
const YOUNG_HEAP_MIB_MAX = 8;
/**
 * Rows of text for which a MiB of heap suffices. A heap that runs full ends the thread, as a rule: one large allocation at the wrong
 * moment ends the process. So rows are counted, and the heap is never put to the test.
 */
const ROWS_PER_HEAP_MIB = 1000;
/** Of the memory of the container: a file too large for it must fail in the loader before the system ends the service. */
const HEAP_SHARE_MAX = 0.5;

/**
 * Measured: a new thread has its modules loaded after 120 ms of a processor, an old one takes a small table in 3 ms. So it stays for
 * a while, for changes that come in quick succession, and then gives its memory back.
 */
const LINGER_MS = 10_000;

/** What a loader's thread runs, and what it may have. */
export interface LoaderThread {
  readonly entry: URL;
  readonly lingerMs: number;
  readonly heapMibMax: number;
}

const THREAD: LoaderThread = { entry: WORKER, lingerMs: LINGER_MS, heapMibMax: heapMibMax() };

/** Loads in a thread of its own, which can be ended when it does not come to an end, or runs out of memory by itself. */
export class WorkerIssuerLoader implements IssuerLoader {
  #worker: Worker | null = null;
  /** The one that loads now. Its messages are not numbered: each is the answer to the only request. */
  #busy: Worker | null = null;
  #linger: NodeJS.Timeout | undefined;

  constructor(private readonly thread: LoaderThread = THREAD) {}

  async load(request: IntakeRequest, timeoutMs: number): Promise<Intake> {
    if (this.#busy !== null && this.#busy === this.#worker) throw new Error('A loader loads one at a time.');
    clearTimeout(this.#linger);
    const worker = (this.#worker ??= this.#begin());
    this.#busy = worker;
    try {
      const rowsMax = Math.min(request.limits.rowsMax, this.thread.heapMibMax * ROWS_PER_HEAP_MIB);
      const message = await answerOf(worker, { ...request, limits: { ...request.limits, rowsMax } }, timeoutMs);
      this.#linger = setTimeout(() => void this.stop(), this.thread.lingerMs).unref();
      if ('intake' in message) return message.intake;
      const isShortOfMemory = message.fault === 'too_many_rows' && rowsMax < request.limits.rowsMax;
      throw new IssuerDataError(
        message.fault,
        isShortOfMemory ? { ...message.place, hint: MEMORY_HINT } : message.place,
      );
    } catch (error) {
      if (isFaultOfLoader(error) && this.#worker === worker) await this.stop();
      throw error;
    } finally {
      if (this.#busy === worker) this.#busy = null;
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#linger);
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #begin(): Worker {
    const worker = new Worker(this.thread.entry, {
      resourceLimits: {
        maxOldGenerationSizeMb: this.thread.heapMibMax,
        maxYoungGenerationSizeMb: YOUNG_HEAP_MIB_MAX,
      },
      // It reads neither settings nor flags, and what anything in it might print would be printed past the log.
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    // It must not hold a process that has nothing else to do, and what kills it between two loads is no news.
    worker.unref();
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    return worker;
  }
}

function answerOf(worker: Worker, request: IntakeRequest, timeoutMs: number): Promise<IntakeMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IntakeMessage>();
  const onError = (error: unknown): void =>
    reject(isOutOfMemory(error) ? new IssuerDataError('loader_failed', { hint: MEMORY_HINT }) : loaderFailed(error));
  const onExit = (): void => reject(new IssuerDataError('loader_failed'));
  const timer = setTimeout(() => reject(new IssuerDataError('timed_out', { hint: TIMEOUT_HINT })), timeoutMs);
  worker.once('message', resolve).once('error', onError).once('exit', onExit);
  worker.postMessage(request);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', resolve).off('error', onError).off('exit', onExit);
  });
}

/** The thread itself is in trouble, not what it was to load. */
function isFaultOfLoader(error: unknown): boolean {
  return error instanceof IssuerDataError && (error.fault === 'timed_out' || error.fault === 'loader_failed');
}

const TIMEOUT_HINT = 'ISSUER_DATA_TIMEOUT_MS is the limit; a compiled table loads in a fraction of the time.';
const MEMORY_HINT = 'There is not the memory for so many rows of text; a compiled table needs the least.';

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function heapMibMax(): number {
  // 0 or beyond the machine's memory: no container limits it.
  const constrained = process.constrainedMemory();
  const available = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.min(HEAP_MIB_MAX, Math.floor((available * HEAP_SHARE_MAX) / MIB));
}
