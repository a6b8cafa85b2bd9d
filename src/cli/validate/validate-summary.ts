import type { BatchSummary } from '../../core/batch/batch-summary.js';
import { counted, count, bytes as bytesText, duration, rough, share } from '../text/quantities.js';
import { alignRows, labelled } from '../text/table.js';
import { STATUSES } from '../../core/report.js';
import type { ShardSummary } from './scan/input-scan.js';

/** What `--summary` writes: the summary of the service, and of a shard which one it was. */
export type ValidateSummary = BatchSummary & { readonly shard?: ShardSummary };

const ROWS_SHOWN_MAX = 8;

/** For people. @param bytes Read, inflated. */
export function summaryLines(summary: ValidateSummary, bytes: number): readonly string[] {
  const { lines, durationMs, shard, dataVersion } = summary;
  const seconds = Math.max(durationMs, 1) / 1000;
  const rate = `${rough(lines / seconds)} lines/s, ${bytesText(bytes / seconds)}/s`;
  return [
    `${counted(lines, 'line')} in ${duration(durationMs)} (${rate})`,
    ...alignRows(
      [
        ...STATUSES.map((status) => [status, count(summary[status]), share(summary[status], lines)]),
        ...frequent(summary.byBrand, lines),
        ...frequent(summary.byFinding, lines),
      ],
      { align: ['left', 'right', 'right'] },
    ),
    ...labelled([
      ...(shard === undefined ? [] : ([['shard', `${shard.index}/${shard.count}`]] as const)),
      ['data', dataVersion],
    ]),
  ];
}

function frequent(counts: Readonly<Record<string, number>>, lines: number): readonly (readonly string[])[] {
  const all = Object.entries(counts);
  if (all.length === 0) return [];
  const rest = all.length - ROWS_SHOWN_MAX;
  return [
    ['', '', ''],
    ...all.slice(0, ROWS_SHOWN_MAX).map(([name, value]) => [name, count(value), share(value, lines)]),
    ...(rest > 0 ? [[`… and ${count(rest)} more (--summary has them)`, '', '']] : []),
  ];
}
