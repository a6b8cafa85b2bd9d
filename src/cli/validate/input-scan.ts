import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { CliFailure } from '../cli-failure.js';
import { type Shard, shardRange } from './byte-range.js';
import { lookAtHead, type OpenFile, openOrdinary, rangeTasks } from './file-input.js';
import { inputFailure } from './input-failure.js';
import { compressionOf, STDIN } from './input-name.js';
import type { InputPlan } from './input-plan.js';
import type { ScanRun } from './scan-run.js';
import type { ScanSource } from './scan-task.js';
import { openStream, streamTasks } from './stream-input.js';
import type { ValidateProgress } from './validate-progress.js';

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
  #bytes = 0;

  constructor(private readonly parts: InputScanParts) {}

  /** Bytes of all inputs so far, inflated. */
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
      this.#bytes += opened.size;
      return shard && { ...shard, ...range, bytes: opened.size };
    } finally {
      closeSync(opened.fd);
    }
  }

  async #scanStream(inputPlan: InputPlan): Promise<void> {
    const { run, stdin, progress } = this.parts;
    const { chunks, bytesRead, bytesTotal } = openStream(inputPlan.path, stdin);
    progress.begin(inputPlan.path, bytesTotal);
    const before = this.#bytes;
    const reading = {
      chunks,
      inputPlan,
      source: this.#source(),
      take: run.takeBlock,
      onHeader: () => run.skipLines(1),
    };
    await run.scan(streamTasks(reading), null, (bytes) => {
      this.#bytes += bytes;
      progress.advance(bytesTotal === null ? this.#bytes - before : bytesRead(), run.tally.lines);
    });
  }

  #source(): Omit<ScanSource, 'plan' | 'file'> {
    return { id: this.#inputs++, writes: this.parts.writes, offset: this.#bytes };
  }
}
