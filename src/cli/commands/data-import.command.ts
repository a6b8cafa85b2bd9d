import type { Command } from 'commander';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ISSUER_FORMATS, type IssuerFormat } from '../../bin-data/importers/importer.js';
import type { ImportedIssuerFile } from '../../core/issuers/issuer-record.js';
import { addLimitOptions } from '../import-limits.js';
import { CliFailure } from '../cli-failure.js';
import { type CommandIo, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { fileLines } from '../text/file-facts.js';
import { importFile, type ReadingOptions } from '../issuer-sources.js';
import { refuseInputAsOutput } from '../output-path.js';
import { OWN_FORMATS, type OwnFormat, ownFormatText } from '../text/own-format.js';
import { quotable } from '../quotable.js';
import type { Settle } from '../settle.js';
import { countryCodes, oneOf } from '../usage.js';

export interface DataImportOptions extends ReadingOptions {
  readonly file: string;
  readonly output?: string;
  readonly to?: OwnFormat;
  readonly format?: IssuerFormat;
  readonly country: readonly string[];
}

/** `iinspect data import`: a published list, or any file we can read, in our own format. */
export async function runDataImport(options: DataImportOptions, io: CommandIo): Promise<CliExitCode> {
  const { output, format, country } = options;
  refuseUnlessList(options.file);
  if (output !== undefined) await refuseInputAsOutput(output, [options.file]);
  const source = { format, countries: country.length === 0 ? undefined : country };
  const { file, firstLines } = await importFile({ path: options.file, options: source }, options, io);
  await writeRecords(file, options, io);
  if (!options.quiet) {
    const into = output === undefined ? [] : [`Written to ${quotable(output)}.`];
    printLines(io.stderr, [`Read ${quotable(options.file)}:`, ...fileLines(file, firstLines), ...into]);
  }
  return CLI_EXIT_CODES.ok;
}

const NOT_LISTS: Readonly<Record<string, string>> = {
  '.iin': 'is an artifact by its name. Import what it was compiled of.',
  '.json': 'is a manifest by its name. Import the files it names.',
};

function refuseUnlessList(path: string): void {
  const why = NOT_LISTS[extname(path).toLowerCase()];
  if (why !== undefined) throw new CliFailure('usage', `${quotable(path)} ${why}`);
}

async function writeRecords(file: ImportedIssuerFile, options: DataImportOptions, io: CommandIo): Promise<void> {
  const { output } = options;
  const text = ownFormatText(file.records, options.to ?? formatByName(output ?? ''));
  if (output === undefined) {
    await pipeline(Readable.from(text), io.stdout, { end: false });
    return;
  }
  await io.drafts.write(output, async (draft) => {
    for (const chunk of text) await draft.write(chunk);
  });
}

function formatByName(path: string): OwnFormat {
  return ['.ndjson', '.jsonl'].includes(extname(path).toLowerCase()) ? 'ndjson' : 'csv';
}

export function addDataImport(data: Command, settle: Settle): void {
  const command = data
    .command('import')
    .description('write a list that we can read in our own format, and say what became of its rows')
    .argument('<file>', 'the list, in any format we know')
    .option('-o, --output <file>', 'write there instead of to standard output; .ndjson and .jsonl choose NDJSON')
    .option(
      '--to <format>',
      `write ${OWN_FORMATS.join(' or ')}, whatever the name of the output`,
      oneOf('--to', OWN_FORMATS),
    )
    .option('--format <id>', `read it as: ${ISSUER_FORMATS.join(', ')}`, oneOf('--format', ISSUER_FORMATS))
    .option('--country <code>', 'keep rows of this country only, such as KR; may be repeated', countryCodes, []);
  addLimitOptions(command)
    .option('-q, --quiet', 'write nothing to standard error but errors')
    .addHelpText(
      'after',
      '\nExamples:\n  $ iinspect data import kicc.csv > issuers.csv\n  $ iinspect data import list.csv --country KR --country JP -o issuers.ndjson',
    )
    .action((file: string, options: Omit<DataImportOptions, 'file'>) =>
      settle((io) => runDataImport({ file, ...options }, io)),
    );
}
