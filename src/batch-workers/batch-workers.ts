import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { BlockJob, BlockScanners, ScannedBlock } from '../validation/batch/batch-ports.js';
import { type BlockMessage, sharedTablesOf } from './block-message.js';

const WORKER = new URL('./batch-worker.js', import.meta.url);
const TASK = 'scanBlock';

/** A new thread costs some 100 ms of a processor; one that has had nothing to do for so long gives its memory back. */
const IDLE_MS = 30_000;
/** A scanner makes little garbage; with the default, each thread would let 50 MiB of it lie about. */
const YOUNG_HEAP_MIB_MAX = 8;

export interface BatchWorkersOptions {
  /** Most threads at a time. There are none before the first block and a while after the last. */
  readonly threads: number;
  readonly entry?: URL;
  readonly idleMs?: number;
}

/** Scans blocks in worker threads, first come, first served. */
export class BatchWorkers implements BlockScanners {
  readonly width: number;
  readonly #pool: Piscina<BlockMessage | null, ScannedBlock>;
  #hasStopped = false;

  constructor({ threads, entry = WORKER, idleMs = IDLE_MS }: BatchWorkersOptions) {
    this.width = threads;
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
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MIB_MAX },
    });
    // A thread died that had nothing to do, or while it started. Unless others are left, nobody would ever take what is waiting.
    this.#pool.on('error', () => {
      if (this.#pool.threads.length === 0) void this.#pool.destroy();
    });
  }

  /** Its buffers are the worker's from now on. Rejects when the worker fails or dies, or all were stopped. */
  async scan({ tables, plan, block, line, spare }: BlockJob): Promise<ScannedBlock> {
    if (this.#hasStopped) throw new Error('The workers have been stopped.');
    const message = { version: tables.version, tables: sharedTablesOf(tables), plan, block, line, spare };
    try {
      return await this.#pool.run(message, { transferList: [block.buffer, ...spare] });
    } catch (error) {
      this.#replace();
      throw error;
    }
  }

  /** Ends the threads; blocks they have are answered with a rejection. */
  async stop(): Promise<void> {
    this.#hasStopped = true;
    await this.#pool.destroy();
  }

  /** When the only thread died, those who wait for one would wait until somebody brings the next block. */
  #replace(): void {
    if (this.#hasStopped || this.#pool.threads.length > 0 || this.#pool.queueSize === 0) return;
    this.#pool.run(null).catch(() => undefined);
  }
}
