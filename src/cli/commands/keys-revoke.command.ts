import type { Command } from 'commander';
import { KEY_ID } from '../../security/keys/api-key.js';
import { CliFailure } from '../cli-failure.js';
import { type CommandIo, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { type KeyFile, readKeyFile, replaceKeyFile } from '../keys/key-file.js';
import type { Settle } from '../settle.js';

export interface KeysRevokeOptions {
  readonly id: string;
  readonly file: string;
}

/** `iinspect keys revoke`: strikes a key off. The other lines stay as they are. */
export async function runKeysRevoke({ id, file: path }: KeysRevokeOptions, io: CommandIo): Promise<CliExitCode> {
  if (!KEY_ID.test(id))
    throw new CliFailure('usage', 'That is not the id of a key: an id is the ten letters between iik_ and the secret.');
  const file = await readKeyFile(path);
  if (!file.records.some((record) => record.id === id))
    throw new CliFailure('data', 'No key has this id. Look with: iinspect keys list');
  await replaceKeyFile(file, withoutKey(file, id), io);
  printLines(io.stderr, [
    `Key ${id} is struck off. A running service refuses it within ACCESS_POLL_MS, or at once with SIGHUP.`,
  ]);
  return CLI_EXIT_CODES.ok;
}

/** The file was read without a fault, so every line that is not empty is a record. */
function withoutKey({ text }: KeyFile, id: string): string {
  const isOther = (line: string): boolean => line.trim() === '' || (JSON.parse(line) as { id: string }).id !== id;
  return text.split('\n').filter(isOther).join('\n');
}

export function addKeysRevoke(keys: Command, settle: Settle): void {
  keys
    .command('revoke')
    .description('strike a key off, by its id')
    .argument('<id>', 'the ten letters between iik_ and the secret')
    .requiredOption('-f, --file <path>', 'file of keys')
    .addHelpText('after', '\nExample:\n  $ iinspect keys revoke bcdfghjkmn --file keys.jsonl')
    .action((id: string, options: Omit<KeysRevokeOptions, 'id'>) =>
      settle((io) => runKeysRevoke({ id, ...options }, io)),
    );
}
