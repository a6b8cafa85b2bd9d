import type { Command } from 'commander';
import { loadEmbeddedTable } from '../../bin-data/embedded-iin-source.js';
import { CardTables } from '../../core/card-tables.js';
import { reportIin } from '../../core/iin-report.js';
import { type Language, LANGUAGES } from '../../core/language.js';
import { type CommandIo, printJson, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { addLimitOptions } from '../import-limits.js';
import { iinJson } from '../text/iin-json.js';
import { iinText } from '../text/iin-text.js';
import { loadIssuers, type ReadingOptions } from '../issuer-sources.js';
import { parsePrefix } from '../prefix.js';
import type { Settle } from '../settle.js';
import { oneOf } from '../usage.js';

export interface IinOptions extends ReadingOptions {
  readonly prefix: string;
  readonly data?: string;
  readonly json?: true;
  readonly lang: Language;
}

/** `iinspect iin`: what a prefix says, from the embedded table and, if told where it is, from issuer data. */
export async function runIin(options: IinOptions, io: CommandIo): Promise<CliExitCode> {
  const { data, lang } = options;
  const prefix = parsePrefix(options.prefix);
  const issuers = data === undefined ? null : (await loadIssuers(data, options, io)).table;
  const report = reportIin(new CardTables(loadEmbeddedTable(), issuers), prefix, lang);
  if (options.json) printJson(io.stdout, iinJson(report, lang));
  else printLines(io.stdout, iinText(report, lang, issuers !== null));
  return CLI_EXIT_CODES.ok;
}

export function addIinCommand(program: Command, settle: Settle): void {
  const command = program
    .command('iin')
    .description('say what the first digits of a card number tell: brand, networks, lengths, issuer')
    .argument('<prefix>', 'the first 1 to 11 digits, never a whole number')
    .option('-d, --data <path>', 'issuer data: an artifact, a file, a manifest or a folder')
    .option('--json', 'print the body of GET /v1/iins/{prefix}')
    .option('--lang <language>', `language of the text: ${LANGUAGES.join(' or ')}`, oneOf('--lang', LANGUAGES), 'en');
  addLimitOptions(command)
    .option('-q, --quiet', 'say nothing of progress')
    .addHelpText(
      'after',
      '\nExamples:\n  $ iinspect iin 453957\n  $ iinspect iin 62220400 --data issuers.iin --lang ko',
    )
    .action((prefix: string, options: Omit<IinOptions, 'prefix'>) =>
      settle((io) => runIin({ prefix, ...options }, io)),
    );
}
