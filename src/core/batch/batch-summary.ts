import type { BatchCounts } from './batch-tally.js';

/** Why a batch ended before its input did. */
export const ABORT_REASONS = [
  'client_idle',
  'client_too_slow',
  'lines_max',
  'rate_limited',
  'limits_unavailable',
  'inflated_max',
  'inflation_ratio_max',
  'encoding_damaged',
  'input_cut',
  'shutting_down',
  'internal_error',
] as const;
export type AbortReason = (typeof ABORT_REASONS)[number];

/** Ends a batch early; everything before is answered, and the summary says why. */
export class BatchAborted extends Error {
  constructor(readonly reason: AbortReason) {
    super('The batch ended early.');
  }
}

interface Totals {
  /** Lines that were answered; the header of a CSV is none. */
  readonly lines: number;
  readonly valid: number;
  readonly invalid: number;
  readonly unrecognized: number;
  readonly byBrand: BatchCounts['byBrand'];
  readonly byFinding: BatchCounts['byFinding'];
  /** The snapshot that answered, all lines the same one. */
  readonly dataVersion: string;
  readonly durationMs: number;
}

/** The last line of a batch. Whoever does not see one was cut off. */
export type BatchSummary =
  (Totals & { readonly done: true }) | (Totals & { readonly aborted: true; readonly reason: AbortReason });

export function summaryOf(
  { lines, byStatus, byBrand, byFinding }: BatchCounts,
  { dataVersion, durationMs }: Pick<Totals, 'dataVersion' | 'durationMs'>,
  reason: AbortReason | null,
): BatchSummary {
  const totals = { lines, ...byStatus, byBrand, byFinding, dataVersion, durationMs };
  return reason === null ? { done: true, ...totals } : { aborted: true, reason, ...totals };
}
