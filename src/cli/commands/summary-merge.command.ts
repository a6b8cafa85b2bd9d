import type { Command } from 'commander';
import type { Settle } from '../settle.js';
import { runSummaryMerge } from '../summary/run-summary-merge.js';

export function addSummaryCommands(program: Command, settle: Settle): void {
  const example = 'iinspect summary merge part-*.json';
  const summary = program
    .command('summary')
    .description('work with the summaries that validate writes')
    .addHelpText('after', `\nExample:\n  $ ${example}`);
  summary
    .command('merge')
    .description('add up the summaries of shards, or of several files; refuse what does not belong together')
    .argument('<files...>', 'what validate --summary wrote')
    .addHelpText(
      'after',
      `\nExit code 65: a part is missing, doubled, damaged or not comparable.\n\nExample:\n  $ ${example}`,
    )
    .action((paths: string[]) => settle((io) => runSummaryMerge(paths, io)));
}
