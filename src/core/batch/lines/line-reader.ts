import { type BlockBytes, LineParts, type Stretch } from './line-parts.js';
import { type LineRows, ROWS } from './line-rows.js';

/** Takes lines apart. */
export interface LineReader {
  /** Fills `rows` with the first lines of the stretch. @returns Where the next line begins. */
  read(stretch: Stretch, rows: LineRows): number;
}

/** Reads line by line into parts, for formats that need more than a look. */
export abstract class LineByLine implements LineReader {
  readonly #parts = new LineParts();

  read({ block, from, to }: Stretch, rows: LineRows): number {
    const parts = this.#parts;
    let at = from;
    let row = 0;
    for (; row < ROWS && at < to; row++) {
      const start = at;
      at = this.readLine(block, start, parts);
      rows.put(row, start, parts);
    }
    rows.count = row;
    return at;
  }

  /** @param at Where a line begins. @returns Where the next one does. */
  protected abstract readLine(block: BlockBytes, at: number, parts: LineParts): number;
}
