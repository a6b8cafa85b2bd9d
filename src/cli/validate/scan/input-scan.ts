import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { CliFailure } from '../../cli-failure.js';
import { type Shard, shardRange } from '../inputs/byte-range.js';
import { lookAtHead, type OpenFile, openOrdinary, rangeTasks } from '../inputs/file-input.js';
import { inputFailure } from '../inputs/input-failure.js';
import { compressionOf, STDIN } from '../inputs/input-name.js';
import type { InputPlan } from '../inputs/input-plan.js';
import type { ScanRun } from './scan-run.js';
import type { ScanSource } from './scan-task.js';
import { openStream, streamTasks } from '../inputs/stream-input.js';
import type { ValidateProgress } from '../validate-progress.js';

/** Of which bytes a shard consists, and how many the whole file has. */
export interface ShardSummary extends Shard {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

export interface InputScanParts {
  readonly run: ScanRun;
  readonly stdin: () => Readable;
  readonly progress: ValidateProgress;
  readonly writes: boolean;
}

const WHOLE: Shard = { index: 0, count: 1 };

/** Reads inputs one after the other, as if they were one: lines and bytes are counted through. */
export class InputScan {
  #inputs = 0;
  /** Where the next input begins. */
  #offset = 0;
  #bytes = 0;

  constructor(private readonly parts: InputScanParts) {}

  /** Bytes read of all inputs so far, inflated. Of a file of which this is a shard, those of the shard. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns What the shard was, if it was one. @throws CliFailure, or anything unexpected */
  async scan(plan: InputPlan, shard: Shard | null): Promise<ShardSummary | null> {
    try {
      const opened = plan.path === STDIN || compressionOf(plan.path) !== null ? null : openOrdinary(plan.path);
      if (opened !== null) return await this.#scanFile(plan, opened, shard);
      if (shard !== null)
        throw new CliFailure('usage', '--shard needs an ordinary file, neither compressed nor a pipe.');
      await this.#scanStream(plan);
      return null;
    } catch (error) {
      throw inputFailure(error, plan.path);
    }
  }

  async #scanFile(plan: InputPlan, opened: OpenFile, shard: Shard | null): Promise<ShardSummary | null> {
    const { run, progress } = this.parts;
    try {
      const { headerLines, ...head } = lookAtHead(opened, plan);
      const range = shardRange(shard ?? WHOLE, opened.size);
      if (range.from === 0) run.skipLines(headerLines);
      progress.begin(plan.path, range.to - range.from);
      let answered = 0;
      const onAnswered = (bytes: number): void => progress.advance((answered += bytes), run.tally.lines);
      await run.scan(rangeTasks({ ...this.#source(), ...head }, range), range.to - range.from, onAnswered);
      this.#offset += opened.size;
      this.#bytes += range.to - range.from;
      return shard && { ...shard, ...range, bytes: opened.size };
    } finally {
      closeSync(opened.fd);
    }
  }

  async #scanStream(inputPlan: InputPlan): Promise<void> {
    const { run, stdin, progress } = this.parts;
    const { chunks, bytesOut, bytesRead, bytesTotal, close } = openStream(inputPlan.path, stdin);
    progress.begin(inputPlan.path, bytesTotal);
    const reading = {
      chunks,
      inputPlan,
      source: this.#source(),
      take: run.takeBlock,
      onHeader: () => run.skipLines(1),
    };
    try {
      await run.scan(streamTasks(reading), null, () => progress.advance(bytesRead(), run.tally.lines));
    } finally {
      close();
    }
    // Not the bytes of the lines: a header, a byte order mark and the rest of a line that is too long count too.
    this.#offset += bytesOut();
    this.#bytes += bytesOut();
  }

  #source(): Omit<ScanSource, 'plan' | 'file'> {
    return { id: this.#inputs++, writes: this.parts.writes, offset: this.#offset };
  }
}
