import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const PROJECT = join(import.meta.dirname, '../..');

/** Relative path → text. */
export type Files = Readonly<Record<string, string>>;

/** A wrong file, and the rule that must say so. */
export interface Planted {
  readonly rule: string;
  readonly file: string;
  readonly text: string;
}

export function filesOf(planted: readonly Planted[]): Files {
  return Object.fromEntries(planted.map(({ file, text }) => [file, text]));
}

/** A house of our layout in an empty folder: the same settings and packages, other files. */
export function buildHouse(folder: string, files: Files): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  for (const settings of ['package.json', 'tsconfig.json']) cpSync(join(PROJECT, settings), join(folder, settings));
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}
