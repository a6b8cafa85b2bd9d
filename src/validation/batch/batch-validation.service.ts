import { BatchInputError } from '../../core/batch/batch-input-error.js';
import { BatchAborted, type BatchSummary, summaryOf } from '../../core/batch/batch-summary.js';
import { recordHead, summaryLine } from '../../core/batch/record-frame.js';
import type { IinSource } from '../ports.js';
import type { BatchObserver, BatchOutcome, BlockScanners, LineGate } from './batch-ports.js';
import type { BatchLimits, BatchRequest } from './batch-request.js';
import { BatchRun } from './batch-run.js';
import { INLINE_BLOCK_BYTES, WORKER_BLOCK_BYTES } from './batch-sizes.js';
import { BatchStock } from './batch-stock.js';

export interface BatchParts {
  readonly source: IinSource;
  /** Null: everything is scanned on the thread that reads. */
  readonly scanners: BlockScanners | null;
  readonly observer: BatchObserver;
  readonly monotonicMs: () => number;
  readonly limits: BatchLimits;
}

/** What a buffer needs besides its longest line, and some more. */
const AROUND_LINE_BYTES = 4096;

/** Answers streams of lines, however long, in constant memory. */
export class BatchValidationService {
  readonly #stock: BatchStock;

  constructor(private readonly parts: BatchParts) {
    const blockBytes = parts.scanners === null ? INLINE_BLOCK_BYTES : WORKER_BLOCK_BYTES;
    this.#stock = new BatchStock(Math.max(blockBytes, parts.limits.lineBytesMax) + AROUND_LINE_BYTES);
  }

  /**
   * A yielded chunk is valid until the next one is asked for: buffers are used again. Nothing is read that nobody asked for, but for
   * the blocks that workers have and the one that is next. All lines are answered from one snapshot.
   *
   * When `chunks` throws `BatchAborted`, the whole lines before it are answered, and the summary says why. Anything else it throws,
   * and an end of the iteration, stop the work at once. Then, and after the last chunk was taken, `chunks` is told to `return`.
   * @param gate Asked about the lines of each block before it is scanned; null lets all of them in.
   * @throws BatchInputError, and `BatchAborted` when `gate` lets not one line in, before anything was yielded. @returns the summary
   */
  async *validateLines(
    chunks: AsyncIterable<Uint8Array>,
    request: BatchRequest,
    gate: LineGate | null = null,
  ): AsyncGenerator<Uint8Array, BatchSummary, void> {
    const { source, observer, monotonicMs } = this.parts;
    const begin = monotonicMs();
    const { tables } = source.current();
    let run: BatchRun | null = null;
    let bytesOut = 0;
    let outcome: BatchOutcome = 'client_gone';
    observer.batchOpened();
    try {
      run = new BatchRun({ ...this.parts, tables, stock: this.#stock, gate }, request, chunks);
      for await (const chunk of withHeader(run.records(), request)) {
        bytesOut += chunk.length;
        yield chunk;
      }
      const version = { dataVersion: tables.version, durationMs: Math.round(monotonicMs() - begin) };
      const summary = summaryOf(run.tally.toCounts(), version, run.reason);
      const text = request.writesSummary ? summaryLine(summary, request.output) : new Uint8Array(0);
      bytesOut += text.length;
      if (text.length > 0) yield text;
      outcome = run.reason === null ? 'done' : 'aborted';
      return summary;
    } catch (error) {
      if (error instanceof BatchInputError || error instanceof BatchAborted) outcome = 'aborted';
      throw error;
    } finally {
      const durationMs = monotonicMs() - begin;
      const reason = outcome === 'aborted' ? (run?.reason ?? null) : null;
      observer.batchEnded({ outcome, reason, durationMs, bytesIn: run?.bytesIn ?? 0, bytesOut });
      await run?.close();
      this.#stock.keepOnly(source.current().tables);
    }
  }
}

/** The names of the columns come first, but not before the input is known to be readable. */
async function* withHeader(
  records: AsyncGenerator<Uint8Array, void, void>,
  { output, fields }: BatchRequest,
): AsyncGenerator<Uint8Array, void, void> {
  const header = recordHead(output, fields);
  let hasBegun = header.length === 0;
  for await (const chunk of records) {
    if (!hasBegun) yield header;
    hasBegun = true;
    yield chunk;
  }
  if (!hasBegun) yield header;
}
