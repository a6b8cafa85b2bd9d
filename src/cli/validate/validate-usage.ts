import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { REVEALED_PAN } from '../../core/batch/batch-field.js';
import { CliFailure } from '../cli-failure.js';
import { refuseInputAsOutput } from '../output-path.js';
import { compressionOf, STDIN } from './inputs/input-name.js';
import type { ValidateOptions } from './validate-options.js';

/** Options that do not go together. @throws CliFailure */
export function refuseContradictions(options: ValidateOptions): void {
  const { fields, reveal, paths, shard, output, summary } = options;
  if (fields.includes(REVEALED_PAN) && reveal !== true) {
    refuse('The field pan is the whole card number. Say --reveal too if the output is to hold it.');
  }
  if (paths.filter((path) => path === STDIN).length > 1) refuse('Standard input can be read only once.');
  if (summary !== undefined && summary === output) refuse('The records and the summary cannot be the same file.');
  if (shard === undefined) return;
  const [path] = paths;
  if (paths.length > 1 || path === undefined || path === STDIN || compressionOf(path) !== null) {
    refuse(
      '--shard needs one ordinary file: no pipe and nothing compressed, whose middle nobody can begin to read at.',
    );
  }
}

/** Whoever waits for hours should not learn at the end that the name was wrong. @throws CliFailure */
export async function refuseLateSurprises({ paths, output, summary }: ValidateOptions): Promise<void> {
  for (const target of [output, summary]) {
    if (target === undefined || target === STDIN) continue;
    await refuseInputAsOutput(target, paths);
    await access(dirname(target), constants.W_OK).catch(() => {
      throw new CliFailure('output', 'The folder of -o or --summary does not exist, or this user may not write there.');
    });
  }
}

function refuse(message: string): never {
  throw new CliFailure('usage', message);
}
