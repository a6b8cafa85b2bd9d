import type { Command } from 'commander';
import { digestOf, newApiKey } from '../../security/keys/api-key.js';
import { type KeyRecord, keyRecordLine } from '../../security/keys/key-record.js';
import type { Scope } from '../../security/scope.js';
import { type CommandIo, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { type KeyFile, readOrBeginKeyFile, replaceKeyFile } from '../keys/key-file.js';
import { cardsMax, type Expiry, expiryDate, keyExpiry, keyName, scopeList } from '../keys/key-options.js';
import { quotable } from '../quotable.js';
import type { Settle } from '../settle.js';

export interface KeysAddOptions {
  readonly file: string;
  readonly scopes: readonly Scope[];
  readonly name?: string;
  readonly expires?: Expiry;
  readonly cardsMax?: number;
}

/** `iinspect keys add`: makes a key, keeps its digest, and shows it once: on stdout alone, so that it can be piped into a vault. */
export async function runKeysAdd(options: KeysAddOptions, io: CommandIo, now: Date): Promise<CliExitCode> {
  const expiresAt = expiryDate(options.expires, now);
  const file = await readOrBeginKeyFile(options.file);
  const { id, key } = newApiKey((taken) => file.records.some((record) => record.id === taken));
  const record: KeyRecord = {
    id,
    digest: digestOf(key).toString('hex'),
    scopes: options.scopes,
    name: options.name ?? null,
    createdAt: now,
    expiresAt,
    cardsMax: options.cardsMax ?? null,
  };
  await replaceKeyFile(file, withLine(file, keyRecordLine(record)), io);
  printLines(io.stdout, [key]);
  printLines(io.stderr, [
    `Key ${id} is in ${quotable(options.file)}. It is shown this once: keep it where secrets are kept.`,
    'A running service takes it within ACCESS_POLL_MS, or at once with SIGHUP.',
  ]);
  return CLI_EXIT_CODES.ok;
}

function withLine({ text }: KeyFile, line: string): string {
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
}

export function addKeysAdd(keys: Command, settle: Settle): void {
  keys
    .command('add')
    .description('make a key: its digest goes into the file, the key itself to standard output, once')
    .requiredOption('-f, --file <path>', 'file of keys; made where there is none')
    .requiredOption('-s, --scopes <words>', 'what it is for: cards, iins, admin; with commas between', scopeList)
    .option('--name <text>', 'whose it is, for people', keyName)
    .option('--expires <when>', 'when it ends: 90d, or a date such as 2027-01-31', keyExpiry)
    .option('--cards-max <number>', 'cards it may ask about per window, in place of the setting', cardsMax)
    .addHelpText('after', '\nExample:\n  $ iinspect keys add --file keys.jsonl --scopes cards --expires 90d')
    .action((options: KeysAddOptions) => settle((io) => runKeysAdd(options, io, new Date())));
}
