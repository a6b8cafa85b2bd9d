import type { Stretch } from './line-parts.js';
import type { LineRows } from './line-rows.js';

/** Takes lines apart. */
export interface LineReader {
  /** Fills `rows` with the first lines of the stretch. @returns Where the next line begins. */
  read(stretch: Stretch, rows: LineRows): number;
  /** Nothing of what was read stays behind. */
  clear(): void;
}
