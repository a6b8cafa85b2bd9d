import type { IinTable } from '../dist/core/iin-table.js';
import type { Agreement } from './agreement.ts';
import type { Pace, Timing } from './measure.ts';

/** One question, asked of us and of others. Its tables are printed in this order. */
export interface Question {
  readonly name: string;
  readonly ask: (setting: Setting) => readonly Table[];
}

export interface Setting {
  readonly table: IinTable;
  readonly pace: Pace;
  readonly seed: number;
}

export interface Table {
  readonly title: string;
  readonly rows: readonly Timing[];
  readonly agreements: readonly Agreement[];
  readonly notes: readonly string[];
}

/** A power of two, see `measure`; 128 KB of strings, so more than the nearest cache holds. */
export const INPUTS = 4096;
