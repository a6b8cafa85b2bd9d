import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { BatchInputError } from '../../../core/batch/batch-input-error.js';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES, type LineBlock } from '../../../core/batch/line-block.js';
import { inflated } from './inflated.js';
import { compressionOf, STDIN } from './input-name.js';
import { headerLine } from './input-head.js';
import { completePlan, type InputPlan } from './input-plan.js';
import { reading, readingAll } from './read-failure.js';
import { CHUNK_BYTES, LINE_BYTES_MAX, PIECE_BYTES } from '../scan/scan-sizes.js';
import type { ScanSource, ScanTask } from '../scan/scan-task.js';
import { streamBlocks } from './stream-blocks.js';

export const STREAM_BUFFER_BYTES = BLOCK_HEAD_BYTES + PIECE_BYTES + BLOCK_TAIL_BYTES;

/** An input that is read once, from its beginning to its end. */
export interface StreamInput {
  /** @throws ReadFailure */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes that came out so far. */
  readonly bytesOut: () => number;
  /** Bytes read so far, and to be read at all, as they lie on the disk; null where nobody knows how many there will be. */
  readonly bytesRead: () => number;
  readonly bytesTotal: number | null;
  /** Nobody reads on, whether it is over or not. */
  readonly close: () => void;
}

/** Whoever calls closes. @throws ReadFailure */
export function openStream(path: string, stdin: () => Readable): StreamInput {
  if (path === STDIN) return countedStream(stdin(), (stream) => stream);
  const found = reading(() => statSync(path));
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const compression = compressionOf(path);
  const input = countedStream(
    file,
    compression === null ? (stream) => stream : (stream) => inflated(stream, compression),
  );
  return { ...input, bytesRead: () => file.bytesRead, bytesTotal: found.isFile() ? found.size : null };
}

function countedStream(stream: Readable, decode: (stream: Readable) => AsyncIterable<Uint8Array>): StreamInput {
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of readingAll(decode(stream))) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  const bytesOut = (): number => bytes;
  return { chunks: counted(), bytesOut, bytesRead: bytesOut, bytesTotal: null, close: () => stream.destroy() };
}

export interface StreamReading {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly inputPlan: InputPlan;
  readonly source: Omit<ScanSource, 'plan' | 'file'>;
  readonly take: () => ArrayBuffer;
  readonly onHeader: () => void;
}

/** @throws BatchInputError */
export async function* streamTasks({ chunks, inputPlan, source, take, onHeader }: StreamReading) {
  const hasHeader = inputPlan.csv?.hasHeader ?? false;
  let open: ScanSource | null = hasHeader ? null : { ...source, file: null, plan: completePlan(inputPlan, null) };
  const limits = { lineBytesMax: LINE_BYTES_MAX, blockBytes: PIECE_BYTES / 2, take };
  for await (const block of streamBlocks(chunks, limits)) {
    const lines = open === null ? behindHeader(block) : { block, header: null };
    if (open === null) onHeader();
    open ??= { ...source, file: null, plan: completePlan(inputPlan, lines.header) };
    if (lines.block.from < lines.block.to) yield { kind: 'block', source: open, block: lines.block } satisfies ScanTask;
  }
  if (open === null) throw new BatchInputError('csv_header_missing');
}

/** @throws BatchInputError */
function behindHeader(block: LineBlock): { readonly block: LineBlock; readonly header: Uint8Array } {
  const text = new Uint8Array(block.buffer, block.from, block.to - block.from);
  const { bytes, length } = headerLine(text, LINE_BYTES_MAX, true);
  return { header: bytes, block: { ...block, from: block.from + length, offset: block.offset + length } };
}
