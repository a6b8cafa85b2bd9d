import type { Command } from 'commander';
import { addKeysAdd } from './keys-add.command.js';
import { addKeysCheck } from './keys-check.command.js';
import { addKeysList } from './keys-list.command.js';
import { addKeysRevoke } from './keys-revoke.command.js';
import type { Settle } from '../settle.js';

const DESCRIPTION = 'make, list and strike off API keys, for a service with AUTH=api-key';

export function addKeysCommands(program: Command, settle: Settle): void {
  const keys = program
    .command('keys')
    .description(DESCRIPTION)
    .addHelpText('after', '\nExample:\n  $ iinspect keys add --file keys.jsonl --scopes cards,iins');
  addKeysAdd(keys, settle);
  addKeysList(keys, settle);
  addKeysRevoke(keys, settle);
  addKeysCheck(keys, settle);
}
