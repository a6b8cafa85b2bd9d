import { fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { BatchPlan } from '../../../core/batch/batch-plan.js';
import { type ByteRange, piecesOf } from './byte-range.js';
import { type HeaderLine, headerLine, markBytes } from './input-head.js';
import { completePlan, type InputPlan } from './input-plan.js';
import { ReadFailure, reading } from './read-failure.js';
import { LINE_BYTES_MAX, PIECE_BYTES } from '../scan/scan-sizes.js';
import type { RangedFile, ScanSource, ScanTask } from '../scan/scan-task.js';

const MARK_BYTES_MAX = 3;
const LINE_END_BYTES_MAX = 2;

export interface FileInput {
  readonly file: RangedFile;
  readonly plan: BatchPlan;
  /** Lines before the first one that is answered. */
  readonly headerLines: number;
}

/** `size` as it was when it was opened: what is written behind it meanwhile is not read. */
export type OpenFile = Pick<RangedFile, 'fd' | 'size'>;

/** Opens a file; whoever calls closes. Null for a path that is no ordinary file, and is read from its beginning to its end. @throws ReadFailure */
export function openOrdinary(path: string): OpenFile | null {
  const found = reading(() => statSync(path));
  if (found.isDirectory()) throw new ReadFailure('EISDIR');
  // Not opened to find out: whoever writes into a pipe takes a reader that goes away again for the end.
  if (!found.isFile()) return null;
  return reading(() => {
    const fd = openSync(path, 'r');
    return { fd, size: fstatSync(fd).size };
  });
}

/** Looks at the head of a file, which every shard of it has to know. @throws BatchInputError, ReadFailure */
export function lookAtHead({ fd, size }: OpenFile, inputPlan: InputPlan): FileInput {
  const bytes = new Uint8Array(Math.min(size, MARK_BYTES_MAX + LINE_BYTES_MAX + LINE_END_BYTES_MAX));
  const count = reading(() => readSync(fd, bytes, 0, bytes.length, 0));
  const head = bytes.subarray(0, count);
  const mark = markBytes(head);
  const header: HeaderLine | null = inputPlan.csv?.hasHeader
    ? headerLine(head.subarray(mark), LINE_BYTES_MAX, head.length === size)
    : null;
  const plan = completePlan(inputPlan, header?.bytes ?? null);
  return { plan, file: { fd, size, start: mark + (header?.length ?? 0) }, headerLines: header === null ? 0 : 1 };
}

export function* rangeTasks(
  source: ScanSource & { readonly file: RangedFile },
  { from, to }: ByteRange,
): Generator<ScanTask, void> {
  const range = { from: Math.max(from, source.file.start), to };
  for (const piece of piecesOf(range, PIECE_BYTES)) yield { kind: 'range', source, range: piece };
}
