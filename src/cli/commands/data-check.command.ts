import type { Command } from 'commander';
import { type CommandIo, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { addLimitOptions } from '../import-limits.js';
import type { ReadingOptions } from '../issuer-sources.js';
import { type Checked, PathChecker } from '../path-checker.js';
import { counted } from '../text/quantities.js';
import type { Settle } from '../settle.js';

export interface DataCheckOptions extends ReadingOptions {
  readonly paths: readonly string[];
}

/** `iinspect data check`: everything that is wrong with issuer data, of every path, and not the first thing only. */
export async function runDataCheck(options: DataCheckOptions, io: CommandIo): Promise<CliExitCode> {
  const results: Checked[] = [];
  const checker = new PathChecker(options, io);
  for (const path of options.paths) results.push(await checker.check(path));
  const files = results.reduce((sum, result) => sum + result.files, 0);
  const faults = results.flatMap((result) => result.faults);
  printLines(io.stdout, [`${counted(files, 'file')} looked at, ${counted(faults.length, 'fault')}.`]);
  if (faults.length === 0) return CLI_EXIT_CODES.ok;
  return faults.every(({ isMissing }) => isMissing) ? CLI_EXIT_CODES.input : CLI_EXIT_CODES.data;
}

export function addDataCheck(data: Command, settle: Settle): void {
  const command = data
    .command('check')
    .description('say everything that is wrong with issuer data; exit code 0 when all of it can be used')
    .argument('<path...>', 'artifacts, files, manifests, folders');
  addLimitOptions(command)
    .option('-q, --quiet', 'say nothing of progress')
    .addHelpText('after', '\nExample:\n  $ iinspect data check issuers/manifest.json issuers.iin')
    .action((paths: string[], options: Omit<DataCheckOptions, 'paths'>) =>
      settle((io) => runDataCheck({ paths, ...options }, io)),
    );
}
