import { basename } from 'node:path';
import { findIssuerInput, type TextSource } from '../bin-data/load/issuer-files.js';
import { type ImportResult, importIssuerFile } from '../bin-data/load/issuer-import.js';
import { loadIssuerData, type LoadLimits } from '../bin-data/load/issuer-load.js';
import type { IssuerFile } from '../core/issuers/issuer-record.js';
import { IssuerTable } from '../core/issuers/issuer-table.js';
import { CliFailure } from './cli-failure.js';
import type { CommandIo } from './command-io.js';
import { type LimitOptions, limitsOf } from './import-limits.js';
import { Progress } from './progress.js';
import { count, counted } from './text/quantities.js';
import { quotable } from './quotable.js';

const COMPILING = 'compiling …';

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
  try {
    const progress = { onBytes: read, onCompiling: () => working(COMPILING) };
    const { bytes, imported } = await loadIssuerData(path, limitsOf(options), progress);
    const table = IssuerTable.open(bytes);
    end(`${counted(table.rowCount, 'row')}, version ${table.version}`);
    return { table, imported };
  } finally {
    end();
  }
}

export interface CompilingOptions extends ReadingOptions {
  readonly paths: readonly string[];
  readonly times: Pick<LoadLimits, 'builtAt' | 'builtAtElse'>;
}

/** The text files that all the paths lead to, as one table; every file has a progress of its own. @throws IssuerDataError */
export async function compileIssuers(options: CompilingOptions, io: CommandIo): Promise<IssuerTable> {
  let following = null as Following | null;
  const compiling = new Progress(io, options.quiet === true);
  try {
    const { bytes } = await loadIssuerData(
      options.paths,
      { ...limitsOf(options), ...options.times },
      {
        onFileBytes: (path, done, total) => (following ??= follow(path, options, io)).read(done, total),
        onFileEnd: (_path, file) => {
          following?.end(rowsText(file));
          following = null;
        },
        onCompiling: () => compiling.working(COMPILING),
      },
    );
    return IssuerTable.open(bytes);
  } finally {
    following?.end();
    compiling.end();
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
    end(rowsText(result.file));
    return result;
  } finally {
    end();
  }
}

/** The text files that the paths lead to. @throws IssuerDataError, CliFailure for an artifact. */
export async function textsBehind(paths: readonly string[]): Promise<readonly string[]> {
  const inputs = await Promise.all(paths.map(findIssuerInput));
  return inputs.flatMap((input) => {
    if (input.kind === 'texts') return input.sources.map(({ path }) => path);
    const name = quotable(basename(input.path));
    throw new CliFailure('usage', `${name} is compiled already; a table is built from text files and manifests.`);
  });
}

function rowsText({ rowsRead, rowsKept }: IssuerFile): string {
  return `${counted(rowsRead, 'row')} read, ${count(rowsKept)} kept`;
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
