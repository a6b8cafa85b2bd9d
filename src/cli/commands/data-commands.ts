import type { Command } from 'commander';
import { addDataBuild } from './data-build.command.js';
import { addDataCheck } from './data-check.command.js';
import { addDataDiff } from './data-diff.command.js';
import { addDataImport } from './data-import.command.js';
import { addDataReport } from './data-report.command.js';
import type { Settle } from '../settle.js';

const DESCRIPTION = 'read, check, compare and compile issuer data: who issued the cards of a prefix';

export function addDataCommands(program: Command, settle: Settle): void {
  const data = program
    .command('data')
    .description(DESCRIPTION)
    .addHelpText('after', '\nExample:\n  $ iinspect data check kicc.csv');
  addDataImport(data, settle);
  addDataCheck(data, settle);
  addDataBuild(data, settle);
  addDataDiff(data, settle);
  addDataReport(data, settle);
}
