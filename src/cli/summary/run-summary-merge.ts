import { readFile, stat } from 'node:fs/promises';
import { CliFailure } from '../cli-failure.js';
import { type CommandIo, printJson } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { inputFailure } from '../validate/inputs/input-failure.js';
import { shownName } from '../validate/inputs/input-name.js';
import { readFailure } from '../validate/inputs/read-failure.js';
import { type BatchPart, parsePart, type PartFault } from './batch-part.js';
import { type MergeFault, mergeParts } from './merge-parts.js';

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
    throw inputFailure(readFailure(error), path);
  }
}
