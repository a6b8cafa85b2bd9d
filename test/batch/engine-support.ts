import { Buffer } from 'node:buffer';
import { BlockScan } from '../../src/batch-workers/block-scan.js';
import { buffersOf, sharedTablesOf } from '../../src/batch-workers/block-message.js';
import { DEFAULT_BATCH_FIELDS } from '../../src/core/batch/batch-field.js';
import type { BatchPlan } from '../../src/core/batch/batch-plan.js';
import { BatchScanner } from '../../src/core/batch/batch-scanner.js';
import type { BatchSummary } from '../../src/core/batch/batch-summary.js';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES } from '../../src/core/batch/line-block.js';
import type { BatchObserver, BlockJob, BlockScanners, ScannedBlock } from '../../src/validation/batch/batch-ports.js';
import type { BatchLimits, BatchRequest } from '../../src/validation/batch/batch-request.js';
import { WORKERS_FROM_BYTES } from '../../src/validation/batch/batch-sizes.js';
import { BatchValidationService } from '../../src/validation/batch/batch-validation.service.js';
import { embeddedTable, embeddedTables, madeUp } from '../support/embedded-table.js';
import { FakeIinSource } from '../support/fakes.js';

export const LIMITS: BatchLimits = { lineBytesMax: 16_384, linesMax: 1_000_000_000 };

export const TEXT: BatchRequest = {
  input: 'text',
  csv: null,
  output: 'ndjson',
  fields: DEFAULT_BATCH_FIELDS,
  only: [],
  writesSummary: false,
};

const PANS = [madeUp('4', 16), madeUp('51', 16), madeUp('37', 15), madeUp('9', 16), '4111', 'no number', ''];

/** Numbers nobody issued and lines that are none, no two neighbours alike. */
export function textLines(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, line) => `${PANS[line % PANS.length] ?? ''}\n`).join(''));
}

/** One line that is too long, which makes a batch one for workers and is answered in a record. */
export const LONG_LINE = Buffer.from(`${'x'.repeat(WORKERS_FROM_BYTES)}\n`);

/** The records as one block gives them, without any engine. */
export function scannedAlone(input: Uint8Array, request: BatchRequest = TEXT, line = 1): Buffer {
  const buffer = new ArrayBuffer(BLOCK_HEAD_BYTES + input.length + BLOCK_TAIL_BYTES);
  new Uint8Array(buffer).set(input, BLOCK_HEAD_BYTES);
  const plan: BatchPlan = { ...request, columns: null, lineBytesMax: LIMITS.lineBytesMax };
  const scanner = new BatchScanner(embeddedTables, plan);
  scanner.begin({ buffer, from: BLOCK_HEAD_BYTES, to: BLOCK_HEAD_BYTES + input.length, offset: 0 }, line);
  const parts: Buffer[] = [];
  while (!scanner.isDone) {
    const out = new Uint8Array(1 << 20);
    parts.push(Buffer.from(out.subarray(0, scanner.fill(out))));
  }
  return Buffer.concat(parts);
}

/** A source that says what was asked of it. */
export class FakeChunks implements AsyncIterable<Uint8Array> {
  bytesPulled = 0;
  returned = 0;

  /** @param chunks An error among them is thrown in its place. */
  constructor(private readonly chunks: Iterable<Uint8Array | Error>) {}

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const chunks = this.chunks[Symbol.iterator]();
    return {
      next: async () => {
        const { done, value } = chunks.next();
        if (done === true) return { done: true, value: undefined };
        if (value instanceof Error) throw value;
        this.bytesPulled += value.length;
        return { done: false, value };
      },
      return: async () => {
        this.returned++;
        return { done: true, value: undefined };
      },
    };
  }
}

/** A source whose chunks come when the test says so. */
export class SlowChunks implements AsyncIterable<Uint8Array> {
  #waiter: ((result: IteratorResult<Uint8Array>) => void) | null = null;
  returned = 0;

  send(text: string | Uint8Array): void {
    const waiter = this.#waiter;
    if (waiter === null) throw new Error('Nobody asked for a chunk.');
    this.#waiter = null;
    waiter({ done: false, value: Buffer.from(text) });
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () =>
        new Promise((resolve) => {
          this.#waiter = resolve;
        }),
      return: async () => {
        this.returned++;
        return { done: true, value: undefined };
      },
    };
  }
}

/** Scans like a worker, with buffers that really change hands, but answers only when told which. */
export class FakeScanners implements BlockScanners {
  readonly #scan = new BlockScan();
  readonly waiting: { readonly job: BlockJob; readonly answer: () => void; readonly fail: (error: Error) => void }[] =
    [];
  jobs = 0;
  sparesGiven = 0;
  inFlightMost = 0;

  constructor(
    readonly width: number,
    /** Which of those that wait is answered next; null: none before the test says so. */
    private readonly choose: ((waiting: number) => number) | null = () => 0,
  ) {}

  scan(job: BlockJob): Promise<ScannedBlock> {
    this.jobs++;
    this.sparesGiven += job.spare.length;
    const { tables, ...rest } = job;
    const shared = { ...rest, version: tables.version, tables: sharedTablesOf(tables) };
    const message = structuredClone(shared, { transfer: [job.block.buffer, ...job.spare] });
    const { promise, resolve, reject } = Promise.withResolvers<ScannedBlock>();
    const answer = (): void => {
      const scanned = this.#scan.scan(message);
      resolve(structuredClone(scanned, { transfer: [...buffersOf(scanned)] }));
    };
    this.waiting.push({ job, answer, fail: reject });
    this.inFlightMost = Math.max(this.inFlightMost, this.waiting.length);
    if (this.choose !== null)
      setImmediate(() => {
        this.answerOne();
      });
    return promise;
  }

  answerOne(at = this.choose?.(this.waiting.length) ?? 0): void {
    this.waiting.splice(at, 1)[0]?.answer();
  }
}

type BatchEnd = Parameters<BatchObserver['batchEnded']>[0];

export class RecordingBatchObserver implements BatchObserver {
  opened = 0;
  lines = 0;
  readonly failures: unknown[] = [];
  readonly ends: BatchEnd[] = [];

  batchOpened(): void {
    this.opened++;
  }
  blockAnswered({ tally }: { readonly tally: Uint32Array }): void {
    this.lines += (tally[0] ?? 0) + (tally[1] ?? 0) + (tally[2] ?? 0);
  }
  blockFailed(error: unknown): void {
    this.failures.push(error);
  }
  batchEnded(end: BatchEnd): void {
    this.ends.push(end);
  }
}

export interface EngineOptions {
  readonly scanners?: BlockScanners | null;
  readonly limits?: Partial<BatchLimits>;
  readonly observer?: BatchObserver;
  readonly source?: FakeIinSource;
}

export function engine({ scanners = null, limits = {}, observer, source }: EngineOptions = {}): BatchValidationService {
  let now = 1000;
  return new BatchValidationService({
    source: source ?? new FakeIinSource(embeddedTable),
    scanners,
    observer: observer ?? new RecordingBatchObserver(),
    monotonicMs: () => (now += 20.4),
    limits: { ...LIMITS, ...limits },
  });
}

export interface Collected {
  readonly bytes: Buffer;
  readonly chunks: number;
  readonly summary: BatchSummary;
}

/** @param linger Waited for before each chunk is copied, as late as it may be. */
export async function collect(
  answer: AsyncGenerator<Uint8Array, BatchSummary, void>,
  linger: () => Promise<void> = () => Promise.resolve(),
): Promise<Collected> {
  const parts: Buffer[] = [];
  for (;;) {
    const next = await answer.next();
    if (next.done === true) return { bytes: Buffer.concat(parts), chunks: parts.length, summary: next.value };
    await linger();
    parts.push(Buffer.from(next.value));
  }
}

/** Long enough for whatever is ready to be done. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export function* piecesOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
