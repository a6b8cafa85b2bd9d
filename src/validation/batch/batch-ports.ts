import type { BatchPlan } from '../../core/batch/batch-plan.js';
import type { AbortReason } from '../../core/batch/batch-summary.js';
import type { TallyLayout } from '../../core/batch/batch-tally.js';
import type { LineBlock } from '../../core/batch/line-block.js';
import type { CardTables } from '../../core/card-tables.js';

/** A block of lines to be answered. */
export interface BlockJob {
  readonly tables: CardTables;
  readonly plan: BatchPlan;
  /** Its buffer belongs to whoever scans until the answer is there. */
  readonly block: LineBlock;
  /** Number of its first line. */
  readonly line: number;
  /** Buffers for the answer, as far as some are free; whoever scans makes those that are missing. */
  readonly spare: readonly ArrayBuffer[];
}

export interface ScannedBlock {
  /** Records, in order; each part lies at the beginning of a buffer of its own. */
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
  /** Counts in the layout of `tallyLayout(tables)`. */
  readonly tally: Uint32Array;
  /** The buffer of the block, free to be used again. */
  readonly buffer: ArrayBuffer;
  /** Those of the spare buffers that were not needed. */
  readonly spare: readonly ArrayBuffer[];
}

/** Scans blocks away from the caller's thread. Blocks of one batch may be answered side by side; who hands them over keeps the order. */
export interface BlockScanners {
  /** How many blocks are worked on at a time; at least 1. */
  readonly width: number;
  scan(job: BlockJob): Promise<ScannedBlock>;
}

/** Stands before the lines of one batch: says how many of them may be answered, and hears what came of them. */
export interface LineGate {
  /**
   * How many of the next lines may be answered, at least one. With fewer than asked for the batch ends behind them, `rate_limited`.
   *
   * @throws BatchAborted, or rejects with it, when none may be.
   */
  admit(lines: number): number | Promise<number>;
  /** Some of those that were admitted have been. */
  answered(lines: number, valid: number): void;
}

/** How a batch ended. `client_gone`: nobody was left to answer. */
export const BATCH_OUTCOMES = ['done', 'aborted', 'client_gone'] as const;
export type BatchOutcome = (typeof BATCH_OUTCOMES)[number];

/** Told what batches do. Must not throw and must not keep what it is shown. */
export interface BatchObserver {
  batchOpened(): void;
  blockAnswered(block: { readonly layout: TallyLayout; readonly tally: Uint32Array }): void;
  /** Lines could not be answered because of a bug or the end of a worker; the batch ends with `internal_error`. */
  blockFailed?(error: unknown): void;
  batchEnded(end: {
    readonly outcome: BatchOutcome;
    readonly reason: AbortReason | null;
    readonly durationMs: number;
    /** Of the input as the lines have it (inflated), and of the records. */
    readonly bytesIn: number;
    readonly bytesOut: number;
  }): void;
}
