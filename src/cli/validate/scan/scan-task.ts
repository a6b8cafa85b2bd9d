import type { BatchPlan } from '../../../core/batch/batch-plan.js';
import type { LineBlock } from '../../../core/batch/line-block.js';
import type { ByteRange } from '../inputs/byte-range.js';

/** A file whose bytes are read where they are scanned. */
export interface RangedFile {
  readonly fd: number;
  readonly size: number;
  /** Where its first line begins that is answered: behind a byte order mark and the header. */
  readonly start: number;
}

/** An input while it is read. Plain data: it travels to threads as it is. */
export interface ScanSource {
  readonly id: number;
  readonly plan: BatchPlan;
  /** False: lines are counted, and no record is wanted. */
  readonly writes: boolean;
  readonly file: RangedFile | null;
  /** Bytes of the inputs before this one. */
  readonly offset: number;
}

export type ScanTask =
  | { readonly kind: 'range'; readonly source: ScanSource & { readonly file: RangedFile }; readonly range: ByteRange }
  | { readonly kind: 'block'; readonly source: ScanSource; readonly block: LineBlock };

/** A task in its place. */
export interface ScanOrder {
  readonly task: ScanTask;
  /** Counts through all tasks of a run, whoever does them. */
  readonly turn: number;
  /** Buffers for records, as far as some are free. */
  readonly spare: readonly ArrayBuffer[];
}

/** What a task has given so far, since the last time. */
export interface ScanResult {
  /** Records in order, each part at the beginning of a buffer of its own. */
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
  /** Of the whole task; null while there is more to come. */
  readonly end: ScanEnd | null;
}

export interface ScanEnd {
  /** Of the lines that were answered. */
  readonly bytes: number;
  /** Null where the range has no line. */
  readonly tally: Uint32Array | null;
  /** Buffers that came with the task and hold nothing that is wanted. */
  readonly free: { readonly block: ArrayBuffer | null; readonly outputs: readonly ArrayBuffer[] };
}

/** Answers tasks; the first `width` of those given may be worked on at a time. Who gives them keeps the order. */
export interface TaskScanners {
  readonly width: number;
  /** @returns A result that is asked for is done with when the next one is. @throws ReadFailure, out of the iterator */
  scan(order: ScanOrder): AsyncIterator<ScanResult, void>;
}
