import type { Command } from 'commander';
import { isOver } from '../../security/keys/key-store.js';
import { type CommandIo, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { readKeyFile } from '../keys/key-file.js';
import { counted } from '../text/quantities.js';
import type { Settle } from '../settle.js';

export interface KeysCheckOptions {
  readonly file: string;
}

const SOON_MS = 14 * 24 * 60 * 60 * 1000;

/** `iinspect keys check`: whether a service would take the file, before it has to. */
export async function runKeysCheck({ file }: KeysCheckOptions, io: CommandIo, now: Date): Promise<CliExitCode> {
  const { records } = await readKeyFile(file);
  const over = records.filter((record) => isOver(record, now.getTime()));
  const soon = records.filter((record) => isOver(record, now.getTime() + SOON_MS)).length - over.length;
  printLines(io.stdout, [
    `${counted(records.length, 'key')}, ${String(over.length)} of them over, ${String(soon)} within 14 days.`,
  ]);
  return CLI_EXIT_CODES.ok;
}

export function addKeysCheck(keys: Command, settle: Settle): void {
  keys
    .command('check')
    .description('say whether the service would take the file; exit code 0 when it would')
    .requiredOption('-f, --file <path>', 'file of keys')
    .addHelpText('after', '\nExample:\n  $ iinspect keys check --file keys.jsonl')
    .action((options: KeysCheckOptions) => settle((io) => runKeysCheck(options, io, new Date())));
}
