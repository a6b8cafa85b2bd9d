import type { BatchPlan } from '../../dist/core/batch/batch-plan.js';
import type { LineBlock } from '../../dist/core/batch/line-block.js';
import { LineCutter } from '../../dist/core/batch/line-cutter.js';
import type { Form, MadeUpLines } from './made-up-lines.ts';

/** As large as those a batch at full speed is cut into. */
const BLOCK_BYTES = 256 * 1024;
const LINE_BYTES_MAX = 16_384;
const COMMA = 44;
const LINE_FEED = 10;

/** Where `MadeUpLines` puts number and id. */
export function columnsOf(form: Form): BatchPlan['columns'] {
  return form === 'csv' ? { delimiter: COMMA, pan: 1, id: 0 } : null;
}

/** All the lines, cut as a stream is, without a header. */
export function blocksOf(lines: MadeUpLines, form: Form): readonly LineBlock[] {
  const cutter = new LineCutter(LINE_BYTES_MAX, () => new ArrayBuffer(BLOCK_BYTES));
  const blocks: LineBlock[] = [];
  let isHeader = form === 'csv';
  for (const chunk of lines.chunks(form)) {
    let at = isHeader ? chunk.indexOf(LINE_FEED) + 1 : 0;
    isHeader = false;
    while (at < chunk.length) {
      at = cutter.add(chunk, at);
      const block = at < chunk.length ? cutter.cut() : null;
      if (block !== null) blocks.push(block);
    }
  }
  const last = cutter.cut();
  return last === null ? blocks : [...blocks, last];
}
