import type { CardTables } from '../../dist/core/card-tables.js';
import type { LineFolder } from './line-files.ts';
import type { Expected, MadeUpLines } from './made-up-lines.ts';

/** One part of the bench; it ends with a throw, before anything is timed, where counts differ that must be alike. */
export interface Part {
  readonly name: string;
  readonly run: (setting: Setting) => Promise<readonly Section[]>;
}

export interface Setting {
  readonly tables: CardTables;
  readonly lines: MadeUpLines;
  readonly expected: Expected;
  readonly folder: LineFolder;
  readonly rounds: number;
  readonly seed: number;
}

/** A table as it stands in `bench/README.md`, and what must be known to read it. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

export function markdown({ title, head, rows, notes }: Section): string {
  const widths = head.map((name, column) => Math.max(3, name.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [`#### ${title}`, '', line(head), rule, ...rows.map(line), '', ...notes.flatMap((note) => [note, ''])].join(
    '\n',
  );
}

/** Three digits are more than a busy machine can vouch for. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  if (value >= 100) return value.toFixed(0);
  if (value >= 10 || value === 0) return value.toFixed(1);
  return value.toPrecision(value >= 1 ? 3 : 2);
}

export function megabytes(bytes: number): string {
  return figure(bytes / 1e6);
}
