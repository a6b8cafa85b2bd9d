import { differenceFrom, type Expected } from '../bench/batch/made-up-lines.ts';
import type { RecordOrder } from './batch-run-order.ts';

/** What came of one run, and what had to. */
export interface RunResult {
  readonly name: string;
  readonly seconds: number;
  /** NaN where the kernel does not tell. */
  readonly rssPeakBytes: number;
  readonly notes: readonly string[];
  readonly demands: readonly Demand[];
}

/** A sentence that must hold, and what was seen when it does not. */
export interface Demand {
  readonly sentence: string;
  readonly holds: boolean;
  readonly seen: string;
}

export function demand(sentence: string, holds: boolean, seen: number | string): Demand {
  return { sentence, holds, seen: String(seen) };
}

/** Of a batch that was read to its end. */
export function wholeBatchDemands(order: RecordOrder, expected: Expected): readonly Demand[] {
  const summary = order.summary();
  const difference = summary === null ? 'there is none' : differenceFrom(expected, summary);
  return [
    demand('there is a record for each line', order.records === expected.lines, order.records),
    demand('records are in order and have the ids of their lines', order.misplaced === 0, order.misplaced),
    demand('the summary is exact', difference === null, difference ?? ''),
    demand('the batch is done', summary !== null && 'done' in summary, summary === null ? 'cut' : 'aborted'),
  ];
}

export function memoryDemand(rssPeakBytes: number, megabytesMax: number): Demand {
  const peak = Math.round(rssPeakBytes / 1e6);
  return demand(`peak RSS is at most ${megabytesMax} MB`, Number.isNaN(peak) || peak <= megabytesMax, `${peak} MB`);
}

export function describe(results: readonly RunResult[], lines: number): string {
  const rows = results.map(({ name, seconds, rssPeakBytes, notes }) => [
    name,
    seconds.toFixed(1),
    (lines / seconds / 1e6).toFixed(2),
    Number.isNaN(rssPeakBytes) ? '–' : (rssPeakBytes / 1e6).toFixed(0),
    notes.join('; '),
  ]);
  const head = ['run', 'seconds', 'M cards/s', 'peak RSS MB', 'what happened'];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
