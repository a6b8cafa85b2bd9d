import type { Command } from 'commander';
import { type CommandIo, printJson, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { countHiddenRows, type HiddenRows } from '../hidden-rows.js';
import { addLimitOptions } from '../import-limits.js';
import { loadIssuers, type ReadingOptions } from '../issuer-sources.js';
import { type IssuerSurvey, surveyIssuers } from '../issuer-survey.js';
import type { IssuerTable } from '../../core/issuers/issuer-table.js';
import { quotable } from '../quotable.js';
import type { Settle } from '../settle.js';
import { surveyLines } from '../text/survey-text.js';

export interface DataReportOptions extends ReadingOptions {
  readonly path: string;
  readonly json?: true;
  readonly all?: true;
}

/** `iinspect data report`: what issuer data holds, and what it does not. */
export async function runDataReport(options: DataReportOptions, io: CommandIo): Promise<CliExitCode> {
  const { table, imported } = await loadIssuers(options.path, options, io);
  const survey = surveyIssuers(table);
  // An artifact keeps the rows that answer and no others.
  const hidden = imported.length === 0 ? null : countHiddenRows(imported.map(({ file }) => file));
  if (options.json) printJson(io.stdout, reportJson(table, survey, hidden));
  else printLines(io.stdout, [quotable(options.path), ...surveyLines({ table, survey, hidden }, options.all === true)]);
  return CLI_EXIT_CODES.ok;
}

function reportJson(table: IssuerTable, survey: IssuerSurvey, hidden: readonly HiddenRows[] | null): object {
  const { version, builtAt, sha256, rowCount, files } = table;
  return {
    version,
    builtAt,
    sha256,
    sizeBytes: table.bytes.byteLength,
    rowCount,
    files,
    ...survey,
    hiddenRows: hidden,
  };
}

export function addDataReport(data: Command, settle: Settle): void {
  const command = data
    .command('report')
    .description('say what issuer data holds: countries, coverage, where it is ambiguous')
    .argument('<path>', 'an artifact, a file, a manifest or a folder')
    .option('--json', 'print everything as JSON')
    .option('--all', 'list every country and every ambiguous range');
  addLimitOptions(command)
    .option('-q, --quiet', 'say nothing of progress')
    .addHelpText('after', '\nExample:\n  $ iinspect data report issuers.iin')
    .action((path: string, options: Omit<DataReportOptions, 'path'>) =>
      settle((io) => runDataReport({ path, ...options }, io)),
    );
}
