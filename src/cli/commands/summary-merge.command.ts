import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { CliFailure } from '../cli-failure.js';
import { type CommandIo, printJson } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';

import type { Settle } from '../settle.js';
import { type BatchPart, parsePart, type PartFault } from '../summary/batch-part.js';
import { type MergeFault, mergeParts } from '../summary/merge-parts.js';
import { inputFailure } from '../validate/input-failure.js';
import { shownName } from '../validate/input-name.js';

/** A summary has a few kB; whoever names a file of records instead should hear of it at once. */
const SUMMARY_BYTES_MAX = 1024 * 1024;

const PART_FAULTS: Readonly<Record<PartFault, string>> = {
  malformed: 'is not a summary as validate --summary writes it.',
  aborted: 'is the summary of a batch that did not come to its end. Run that part again.',
};

const MERGE_FAULTS: Readonly<Record<MergeFault, string>> = {
  versions_differ: 'The parts were answered from different data (dataVersion). Run all of them with the same.',
  shards_mixed: 'The summaries are not shards of one file: merge those of one --shard i/n of one file.',
  shard_twice: 'A shard is there twice. Name each summary once.',
  shard_missing: 'A shard is missing. Name the summaries of all n of --shard i/n.',
};

/** `iinspect summary merge`: what the summaries of parts say together. */
export async function runSummaryMerge(paths: readonly string[], io: CommandIo): Promise<CliExitCode> {
  const parts: BatchPart[] = [];
  for (const path of paths) parts.push(await readPart(path));
  const merged = mergeParts(parts);
  if (typeof merged === 'string') throw new CliFailure('data', MERGE_FAULTS[merged]);
  printJson(io.stdout, merged);
  return CLI_EXIT_CODES.ok;
}

async function readPart(path: string): Promise<BatchPart> {
  const part = parsePart(await readSmall(path));
  if (typeof part === 'string') throw new CliFailure('data', `${shownName(path)} ${PART_FAULTS[part]}`);
  return part;
}

/** Empty for what is too large to be a summary. */
async function readSmall(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    return size > SUMMARY_BYTES_MAX ? '' : await readFile(path, 'utf8');
  } catch (error) {
    throw inputFailure(error, path);
  }
}

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
