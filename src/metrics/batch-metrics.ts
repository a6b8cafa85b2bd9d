import { BATCH_FINDING_CODES } from '../core/batch/batch-finding.js';
import { ABORT_REASONS } from '../core/batch/batch-summary.js';
import { STATUSES } from '../core/report.js';
import { BATCH_OUTCOMES, type BatchObserver } from '../validation/batch/batch-ports.js';
import {
  type BatchByteLabels,
  type BatchDurationLabels,
  type BatchEndLabels,
  type BatchEndReason,
  type BatchFindingLabels,
  type BatchRecordLabels,
  PLAIN_ENDS,
} from './batch-series.js';
import type { Metrics } from './metrics.js';
import { type Cell, Tally } from './tally.js';

type BatchEnd = Parameters<BatchObserver['batchEnded']>[0];
type AnsweredBlock = Parameters<BatchObserver['blockAnswered']>[0];

/** Counts streamed batches. A block costs one addition for each outcome and finding there is, however many lines it has. */
export class BatchMetrics implements BatchObserver {
  /** In the order of `STATUSES` and `BATCH_FINDING_CODES`, which is that of a tally. */
  readonly #byOutcome: readonly Cell[];
  readonly #byFinding: readonly Cell[];
  readonly #bytesIn: Cell;
  readonly #bytesOut: Cell;
  readonly #byReason: ReadonlyMap<BatchEndReason, Cell>;

  constructor(private readonly metrics: Pick<Metrics, 'batches'>) {
    const { batches } = metrics;
    const records = new Tally<BatchRecordLabels>(batches.records);
    this.#byOutcome = STATUSES.map((outcome) => records.cell({ outcome }));
    const findings = new Tally<BatchFindingLabels>(batches.findings);
    this.#byFinding = BATCH_FINDING_CODES.map((code) => findings.cell({ code }));
    const bytes = new Tally<BatchByteLabels>(batches.bytes);
    this.#bytesIn = bytes.cell({ direction: 'in' });
    this.#bytesOut = bytes.cell({ direction: 'out' });
    const ends = new Tally<BatchEndLabels>(batches.ended);
    const reasons = [...PLAIN_ENDS, ...ABORT_REASONS];
    this.#byReason = new Map(reasons.map((reason) => [reason, ends.cell({ reason })]));
    for (const outcome of BATCH_OUTCOMES) batches.duration.zero({ outcome } satisfies BatchDurationLabels);
  }

  batchOpened(): void {
    this.metrics.batches.streamsOpen.inc();
  }

  blockAnswered({ layout, tally }: AnsweredBlock): void {
    add(this.#byOutcome, tally, 0);
    add(this.#byFinding, tally, layout.findingAt);
  }

  batchEnded({ outcome, reason, durationMs, bytesIn, bytesOut }: BatchEnd): void {
    const { streamsOpen, duration } = this.metrics.batches;
    streamsOpen.dec();
    duration.observe({ outcome } satisfies BatchDurationLabels, durationMs / 1000);
    this.#bytesIn.pending += bytesIn;
    this.#bytesOut.pending += bytesOut;
    const cell = this.#byReason.get(outcome === 'aborted' ? (reason ?? 'input_refused') : outcome);
    if (cell !== undefined) cell.pending++;
  }
}

function add(cells: readonly Cell[], tally: Uint32Array, from: number): void {
  cells.forEach((cell, index) => (cell.pending += tally[from + index] ?? 0));
}
