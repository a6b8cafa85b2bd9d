import type { Command } from 'commander';
import { loadEmbeddedTable } from '../../bin-data/embedded-iin-source.js';
import { findBrandDisagreements } from '../../core/issuers/brand-disagreements.js';
import { diffIssuerTables } from '../../core/issuers/issuer-diff.js';
import { disagreementJson, disagreementLines } from '../text/brand-diff-text.js';
import { type CommandIo, printJson, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { addLimitOptions } from '../import-limits.js';
import { loadIssuers, type ReadingOptions } from '../issuer-sources.js';
import { tableDiffJson, tableDiffLines } from '../text/table-diff-text.js';
import type { Settle } from '../settle.js';

export interface DataDiffOptions extends ReadingOptions {
  readonly path: string;
  readonly against?: string;
  readonly json?: true;
  readonly all?: true;
}

/** `iinspect data diff`: issuer data beside our own tables, or beside older issuer data. Exit codes as those of `diff`. */
export async function runDataDiff(options: DataDiffOptions, io: CommandIo): Promise<CliExitCode> {
  const { table } = await loadIssuers(options.path, options, io);
  return options.against === undefined
    ? diffBrands(table, options, io)
    : diffTables((await loadIssuers(options.against, options, io)).table, table, { options, io });
}

type Table = Awaited<ReturnType<typeof loadIssuers>>['table'];

function diffBrands(table: Table, { json, all }: DataDiffOptions, io: CommandIo): CliExitCode {
  const iins = loadEmbeddedTable();
  const found = findBrandDisagreements(iins, table);
  if (json) printJson(io.stdout, disagreementJson(found, iins, table));
  else printLines(io.stdout, disagreementLines(found, { iins, table, all: all === true }));
  return found.length === 0 ? CLI_EXIT_CODES.ok : CLI_EXIT_CODES.found;
}

interface Desk {
  readonly options: DataDiffOptions;
  readonly io: CommandIo;
}

function diffTables(before: Table, after: Table, { options, io }: Desk): CliExitCode {
  const diff = diffIssuerTables(before, after);
  if (options.json) printJson(io.stdout, tableDiffJson(diff, before, after));
  else printLines(io.stdout, tableDiffLines(diff, before, after));
  return diff.added + diff.removed + diff.changed === 0 ? CLI_EXIT_CODES.ok : CLI_EXIT_CODES.found;
}

export function addDataDiff(data: Command, settle: Settle): void {
  const command = data
    .command('diff')
    .description('show where issuer data names other brands than our tables, or what changed since older issuer data')
    .argument('<path>', 'an artifact, a file, a manifest or a folder')
    .option('--against <path>', 'the older issuer data; without it, our own tables')
    .option('--json', 'print everything as JSON')
    .option('--all', 'list every range');
  addLimitOptions(command)
    .option('-q, --quiet', 'say nothing of progress')
    .addHelpText(
      'after',
      '\nExit code 0: no difference; 1: differences.\n\nExamples:\n  $ iinspect data diff issuers.iin\n  $ iinspect data diff new.iin --against old.iin',
    )
    .action((path: string, options: Omit<DataDiffOptions, 'path'>) =>
      settle((io) => runDataDiff({ path, ...options }, io)),
    );
}
