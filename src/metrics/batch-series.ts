import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { BatchFindingCode } from '../core/batch/batch-finding.js';
import type { AbortReason } from '../core/batch/batch-summary.js';
import type { Status } from '../core/report.js';
import type { BatchOutcome } from '../validation/batch/batch-ports.js';

/** Ends without a reason of their own. `input_refused`: nothing was answered, as the input could not be read as described. */
export const PLAIN_ENDS = ['done', 'client_gone', 'input_refused'] as const;
export type BatchEndReason = (typeof PLAIN_ENDS)[number] | AbortReason;

export type BatchRecordLabels = { readonly outcome: Status };
export type BatchFindingLabels = { readonly code: BatchFindingCode };
export type BatchByteLabels = { readonly direction: 'in' | 'out' };
export type BatchEndLabels = { readonly reason: BatchEndReason };
export type BatchDurationLabels = { readonly outcome: BatchOutcome };

/** From a few lines to a day of them: a stream lives as long as its caller has lines. */
const DURATION_BUCKETS_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400];

/** The metrics about streamed batches, declared once; `Metrics` has them among its own. */
export class BatchSeries {
  constructor(private readonly registry: Registry) {}

  readonly records = new Counter({
    name: 'card_batch_records_total',
    help: 'Lines of streamed batches that were answered, by outcome; counted while the stream goes on.',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });

  readonly findings = new Counter({
    name: 'card_batch_findings_total',
    help: 'Lines of streamed batches with a finding, by its code.',
    labelNames: ['code'] as const,
    registers: [this.registry],
  });

  readonly bytes = new Counter({
    name: 'card_batch_bytes_total',
    help: 'Bytes of lines read (in, inflated) and of records written (out) by streamed batches that ended.',
    labelNames: ['direction'] as const,
    registers: [this.registry],
  });

  readonly streamsOpen = new Gauge({
    name: 'card_batch_streams_open',
    help: 'Streamed batches under way.',
    registers: [this.registry],
  });

  readonly ended = new Counter({
    name: 'card_batch_ended_total',
    help: 'Streamed batches that ended: done, left by the client, refused, or ended early for the reason given.',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });

  readonly duration = new Histogram({
    name: 'card_batch_duration_seconds',
    help: 'Time a streamed batch took from its opening to its end, by outcome.',
    labelNames: ['outcome'] as const,
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [this.registry],
  });
}
