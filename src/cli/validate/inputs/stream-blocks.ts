import type { LineBlock } from '../../../core/batch/line-block.js';
import { LineCutter } from '../../../core/batch/line-cutter.js';

/** A chunk smaller than this is all that there was: whoever writes is slower than we are, and waits for answers. */
const FULL_CHUNK_BYTES = 64 * 1024;

/** Whole lines of a stream, as soon as there are some. @param blockBytes From so many on, no more are waited for. @throws BatchInputError */
export async function* streamBlocks(
  chunks: AsyncIterable<Uint8Array>,
  { lineBytesMax, blockBytes, take }: { lineBytesMax: number; blockBytes: number; take: () => ArrayBuffer },
): AsyncGenerator<LineBlock, void> {
  const cutter = new LineCutter(lineBytesMax, take);
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      at = cutter.add(chunk, at);
      const waits = at === chunk.length && chunk.length >= FULL_CHUNK_BYTES && cutter.pendingBytes < blockBytes;
      const block = waits ? null : cutter.cut();
      if (block !== null && block.from < block.to) yield block;
    }
  }
  const last = cutter.end();
  if (last !== null) yield last;
}
