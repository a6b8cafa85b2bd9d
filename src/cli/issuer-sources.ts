import { basename } from 'node:path';
import { withUniqueIds } from '../bin-data/load/issuer-file-id.js';
import { findIssuerInput, type TextSource } from '../bin-data/load/issuer-files.js';
import { type ImportResult, importIssuerFile } from '../bin-data/load/issuer-import.js';
import { loadIssuerData } from '../bin-data/load/issuer-load.js';
import { IssuerTable } from '../core/issuers/issuer-table.js';
import { CliFailure } from './cli-failure.js';
import type { CommandIo } from './command-io.js';
import { type LimitOptions, limitsOf } from './import-limits.js';
import { Progress } from './progress.js';
import { count, counted } from './text/quantities.js';
import { quotable } from './quotable.js';

/** What every command that reads issuer data is asked. */
export interface ReadingOptions extends LimitOptions {
  readonly quiet?: true;
}

export interface LoadedIssuers {
  readonly table: IssuerTable;
  /** In the order of the table's files; empty for an artifact, which does not keep its rows. */
  readonly imported: readonly ImportResult[];
}

/** Wherever the path leads. @throws IssuerDataError */
export async function loadIssuers(path: string, options: ReadingOptions, io: CommandIo): Promise<LoadedIssuers> {
  const { read, end, working } = follow(path, options, io);
  const onProgress = (done: number, total: number): void => {
    read(done, total);
    if (done === total) working('compiling …');
  };
  try {
    const { bytes, imported } = await loadIssuerData(path, limitsOf(options), onProgress);
    const table = IssuerTable.open(bytes);
    end(`${counted(table.rowCount, 'row')}, version ${table.version}`);
    return { table, imported };
  } finally {
    end();
  }
}

/** One text file. @throws IssuerDataError */
export async function importFile(
  { path, options: source }: TextSource,
  options: ReadingOptions,
  io: CommandIo,
): Promise<ImportResult> {
  const { read: onProgress, end } = follow(path, options, io);
  try {
    const result = await importIssuerFile(path, { ...source, ...limitsOf(options), onProgress });
    end(`${counted(result.file.rowsRead, 'row')} read, ${count(result.file.rowsKept)} kept`);
    return result;
  } finally {
    end();
  }
}

export interface GatheredTexts {
  readonly sources: readonly TextSource[];
  /** Of the only manifest that says so; null where none does. */
  readonly builtAt: string | null;
}

/** The text files that the paths lead to, in this order. @throws IssuerDataError, CliFailure for an artifact. */
export async function gatherTexts(paths: readonly string[]): Promise<GatheredTexts> {
  const inputs = await Promise.all(paths.map(findIssuerInput));
  const gathered = inputs.map((input) => {
    if (input.kind === 'texts') return input;
    const name = quotable(basename(input.path));
    throw new CliFailure('usage', `${name} is compiled already; a table is built from text files and manifests.`);
  });
  const times = gathered.map(({ builtAt }) => builtAt).filter((builtAt) => builtAt !== null);
  return { sources: gathered.flatMap(({ sources }) => sources), builtAt: times.sort().at(-1) ?? null };
}

/** Ids are made of file names; where two meet the later one is numbered, as the service would do it. */
export function numbered(results: readonly ImportResult[]): readonly ImportResult[] {
  const files = withUniqueIds(results.map(({ file }) => file));
  return results.map((result, index) => ({ ...result, file: files[index] ?? result.file }));
}

interface Following {
  readonly read: (done: number, total: number) => void;
  readonly working: (text: string) => void;
  /** Calls after the first do nothing. */
  readonly end: (result?: string) => void;
}

/** The size is known with the first bytes, so that is when the progress begins. */
function follow(path: string, { quiet = false }: { readonly quiet?: boolean }, io: CommandIo): Following {
  const progress = new Progress(io, quiet);
  let hasBegun = false;
  return {
    read: (done, total) => {
      if (!hasBegun) progress.begin(quotable(basename(path)), total);
      hasBegun = true;
      progress.advance(done);
    },
    working: (text) => progress.working(text),
    end: (result) => progress.end(result),
  };
}
