import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { BlockJob, BlockScanners, ScannedBlock } from '../validation/batch/batch-ports.js';
import { type BlockMessage, sharedTablesOf } from './block-message.js';
import { Turnstile } from './turnstile.js';
import { within } from './within.js';

const WORKER = new URL('./batch-worker.js', import.meta.url);
const TASK = 'scanBlock';

/** A new thread costs some 100 ms of a processor; one that has had nothing to do for so long gives its memory back. */
const IDLE_MS = 30_000;
/** A scanner makes little garbage; with the default, each thread would let 50 MiB of it lie about. */
const YOUNG_HEAP_MIB_MAX = 8;
/** Far more than a scanner and its tables need (these lie in shared memory): a leak ends a thread, not the service. */
const OLD_HEAP_MIB_MAX = 256;

/** A block takes milliseconds, and a thread to take it some hundred: whoever needs longer will never be done. */
const BLOCK_MS_MAX = 10_000;
/** A thread ends where its code is, unless that is native; the service does not wait for that. */
const STOP_MS_MAX = 1000;

export interface BatchWorkersOptions {
  /** Most threads at a time. There are none before the first block and a while after the last. */
  readonly threads: number;
  readonly entry?: URL;
  readonly idleMs?: number;
  readonly blockMsMax?: number;
  readonly stopMsMax?: number;
}

/** Scans blocks in worker threads, first come, first served. */
export class BatchWorkers implements BlockScanners {
  readonly width: number;
  readonly #pool: Piscina<BlockMessage | null, ScannedBlock>;
  /** What the pool is given begins at once, so that the time of a block is its own. */
  readonly #turnstile: Turnstile;
  readonly #blockMsMax: number;
  readonly #stopMsMax: number;
  #hasStopped = false;

  constructor(options: BatchWorkersOptions) {
    const { threads, entry = WORKER, idleMs = IDLE_MS } = options;
    this.width = threads;
    this.#turnstile = new Turnstile(threads);
    this.#blockMsMax = options.blockMsMax ?? BLOCK_MS_MAX;
    this.#stopMsMax = options.stopMsMax ?? STOP_MS_MAX;
    this.#pool = new Piscina({
      filename: fileURLToPath(entry),
      name: TASK,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
      recordTiming: false,
      // Else what finds no free thread goes to the end of the queue, and a batch waits for its oldest block.
      stricterFIFO: true,
      // They read neither settings nor flags.
      env: {},
      argv: [],
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MIB_MAX, maxOldGenerationSizeMb: OLD_HEAP_MIB_MAX },
    });
    // A thread died that had nothing to do, or while it started. Unless others are left, nobody would ever take what is waiting.
    this.#pool.on('error', () => {
      if (this.#pool.threads.length === 0) void this.#pool.destroy();
    });
  }

  /** Its buffers are the worker's from now on. Rejects when the worker fails, dies or is not done in time, or all were stopped. */
  async scan(job: BlockJob): Promise<ScannedBlock> {
    await this.#turnstile.enter();
    try {
      return await this.#run(job);
    } catch (error) {
      this.#replace();
      throw error;
    } finally {
      this.#turnstile.leave();
    }
  }

  /** Ends the threads; blocks they have are answered with a rejection. Does not wait long for a thread that will not end. */
  async stop(): Promise<void> {
    this.#hasStopped = true;
    await within(this.#stopMsMax, this.#pool.destroy());
  }

  async #run({ tables, plan, block, line, spare }: BlockJob): Promise<ScannedBlock> {
    if (this.#hasStopped) throw new Error('The workers have been stopped.');
    const message = { version: tables.version, tables: sharedTablesOf(tables), plan, block, line, spare };
    const tooLate = new AbortController();
    const timer = setTimeout(() => {
      tooLate.abort();
    }, this.#blockMsMax);
    try {
      return await this.#pool.run(message, { transferList: [block.buffer, ...spare], signal: tooLate.signal });
    } catch (error) {
      throw tooLate.signal.aborted ? new Error('A worker was ended: its block took too long.') : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** When the only thread died, those who wait for one would wait until somebody brings the next block. */
  #replace(): void {
    if (this.#hasStopped || this.#pool.threads.length > 0 || this.#pool.queueSize === 0) return;
    this.#pool.run(null).catch(() => undefined);
  }
}
