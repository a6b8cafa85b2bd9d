import { clip, displayWidth, padEnd, padStart, wrap } from './display-width.js';

/** What we write for people fits a terminal of this width, and a piece of paper. */
export const COLUMNS_MAX = 80;

/** `exact` is on the left too, and never shortened: half a number is another number. */
export type Align = 'left' | 'exact' | 'right';

export interface TableLayout {
  readonly align: readonly Align[];
  readonly indent?: number;
  /** Of the whole line; where the cells want more, the widest of those that may be shortened give way. */
  readonly columnsMax?: number;
}

const GAP = 2;
const CELL_MIN = 6;

/** Cells in columns, one line a row, without a rule or a box; a column with nothing in it is left out. */
export function alignRows(rows: readonly (readonly string[])[], layout: TableLayout): readonly string[] {
  const { align, indent = 2, columnsMax = COLUMNS_MAX } = layout;
  const widths = fit(naturalWidths(rows, align.length), align, columnsMax - indent);
  return rows.map((row) => {
    const cells = row.flatMap((cell, column) => {
      const width = widths[column] ?? 0;
      if (width === 0) return [];
      return align[column] === 'right'
        ? padStart(cell, width)
        : padEnd(align[column] === 'exact' ? cell : clip(cell, width), width);
    });
    return `${' '.repeat(indent)}${cells.join(' '.repeat(GAP))}`.trimEnd();
  });
}

function naturalWidths(rows: readonly (readonly string[])[], count: number): number[] {
  return Array.from({ length: count }, (_, column) =>
    rows.reduce((widest, row) => Math.max(widest, displayWidth(row[column] ?? '')), 0),
  );
}

function fit(natural: readonly number[], align: readonly Align[], columns: number): readonly number[] {
  const widths = [...natural];
  const needed = () => widths.reduce((sum, width) => sum + (width === 0 ? 0 : width + GAP), -GAP);
  while (needed() > columns) {
    const elastic = widths.map((width, column) => (align[column] === 'left' ? width : 0));
    const widest = elastic.indexOf(Math.max(...elastic));
    if ((widths[widest] ?? 0) <= CELL_MIN) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

export type Fact = readonly [label: string, value: string | readonly string[]];

/** A name for each value, the values beside each other and wrapped. Values of several lines stay apart. */
export function labelled(facts: readonly Fact[]): string[] {
  const labels = Math.max(...facts.map(([label]) => displayWidth(label)));
  const width = COLUMNS_MAX - 2 - labels - GAP;
  return facts.flatMap(([label, value]) => {
    const lines = (typeof value === 'string' ? [value] : value).flatMap((line) => wrap(line, width));
    return lines.map((line, index) => `  ${padEnd(index === 0 ? label : '', labels + GAP)}${line}`.trimEnd());
  });
}

/** A paragraph, indented. */
export function paragraph(text: string, indent: number): readonly string[] {
  return wrap(text, COLUMNS_MAX - indent).map((line) => ' '.repeat(indent) + line);
}

/** A paragraph that hangs on a mark. */
export function bullet(mark: string, text: string, indent: number): readonly string[] {
  const inner = indent + displayWidth(mark) + 1;
  return paragraph(text, inner).map((line, index) =>
    index === 0 ? `${' '.repeat(indent)}${mark} ${line.trimStart()}` : line,
  );
}
