import type { Command } from 'commander';
import { type KeyRecord, utcText } from '../../security/keys/key-record.js';
import { isOver } from '../../security/keys/key-store.js';
import { type CommandIo, printJson, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { readKeyFile } from '../keys/key-file.js';
import { printable } from '../quotable.js';
import { alignRows } from '../text/table.js';
import type { Settle } from '../settle.js';

export interface KeysListOptions {
  readonly file: string;
  readonly json?: true;
}

/** `iinspect keys list`: who there is, without the digests. */
export async function runKeysList({ file, json }: KeysListOptions, io: CommandIo, now: Date): Promise<CliExitCode> {
  const { records } = await readKeyFile(file);
  if (json) {
    printJson(
      io.stdout,
      records.map(({ digest: _, ...record }) => ({ ...record, isExpired: isOver(record, now.getTime()) })),
    );
    return CLI_EXIT_CODES.ok;
  }
  const rows = records.map((record) => rowOf(record, now));
  const heading = ['id', 'scopes', 'expires', 'cards', 'name'];
  printLines(io.stdout, rows.length === 0 ? ['No keys.'] : alignRows([heading, ...rows], { align: LAYOUT, indent: 0 }));
  return CLI_EXIT_CODES.ok;
}

const LAYOUT = ['exact', 'exact', 'exact', 'right', 'left'] as const;

function rowOf(record: KeyRecord, now: Date): readonly string[] {
  const { id, scopes, expiresAt, cardsMax, name } = record;
  const end = expiresAt === null ? 'never' : utcText(expiresAt).slice(0, 10);
  const expires = isOver(record, now.getTime()) ? `${end} (over)` : end;
  return [id, scopes.join(','), expires, cardsMax === null ? '' : String(cardsMax), printable(name ?? '')];
}

export function addKeysList(keys: Command, settle: Settle): void {
  keys
    .command('list')
    .description('say which keys there are, what they are for and when they end')
    .requiredOption('-f, --file <path>', 'file of keys')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ iinspect keys list --file keys.jsonl')
    .action((options: KeysListOptions) => settle((io) => runKeysList(options, io, new Date())));
}
