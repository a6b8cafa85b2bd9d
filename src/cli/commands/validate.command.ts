import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { BATCH_FIELDS, DEFAULT_BATCH_FIELDS, REVEALED_PAN } from '../../core/batch/batch-field.js';
import { BATCH_INPUTS, BATCH_OUTPUTS } from '../../core/batch/batch-plan.js';
import { addLimitOptions } from '../import-limits.js';
import type { Settle } from '../settle.js';
import { oneOf } from '../usage.js';
import {
  column,
  parseDelimiter,
  parseFields,
  parseJobs,
  parseOnly,
  parseShard,
  statuses,
} from '../validate/option-parsers.js';
import { runValidate } from '../validate/run-validate.js';
import type { ValidateOptions } from '../validate/validate-options.js';

const COMMA = 44;

const NOTES = `Input: one card number per line (text), JSON per line (ndjson: {"pan": "…",
"id": "…"}, or the number as a string), or CSV. Without --format the name says
which: .txt, .ndjson, .jsonl, .csv, each also with .gz or .zst behind it;
standard input is text. Several files are read as one: lines and offsets are
counted through.

Records hold no whole card number, unless both --fields pan and --reveal ask
for it. A bad line is answered in its place. Exit code 65 says that the input
as a whole cannot be read, and that trying again would not help.

--jobs starts threads for inputs of 1 MiB and more; the output is the same
whatever their number. --shard takes one of n parts of a file, cut at line
ends: n machines share a file, and iinspect summary merge adds up what they
say. docs/scale-out.md has examples.`;

const EXAMPLES = `Examples:
  $ iinspect validate cards.txt -o verdicts.ndjson
  $ iinspect validate orders.csv --pan-column card --id-column order --only invalid
  $ zcat cards.gz | iinspect validate --only none --summary -
  $ iinspect validate cards.txt --shard 0/4 -o part-0.ndjson --summary part-0.json`;

export function addValidateCommand(program: Command, settle: Settle): void {
  const command = program
    .command('validate')
    .description('validate a card number per line, of files or standard input: a record for each, in order')
    .argument('[files...]', 'inputs; none or - is standard input');
  addInputOptions(command);
  addOutputOptions(command);
  addWorkOptions(command);
  command
    .option('-q, --quiet', 'say nothing on a terminal but errors')
    .addHelpText('after', `\n${NOTES}\n\n${EXAMPLES}`)
    .action((paths: string[], options: Omit<ValidateOptions, 'paths'>) =>
      settle((io) => runValidate({ paths, ...options }, io)),
    );
}

function addInputOptions(command: Command): void {
  const delimiter = new Option('--delimiter <character>', 'CSV: what stands between fields: , ; | tab');
  command
    .option('--format <format>', `read as ${BATCH_INPUTS.join(', ')}`, oneOf('--format', BATCH_INPUTS))
    .option('--no-header', 'CSV: the first line is a card too')
    .addOption(delimiter.argParser(parseDelimiter).default(COMMA, 'a comma'))
    .option('--pan-column <column>', 'CSV: name or place of the card number (pan, or 1)', column('--pan-column'))
    .option('--id-column <column>', 'CSV: name or place of an id to repeat (id, if any)', column('--id-column'));
}

function addOutputOptions(command: Command): void {
  const fields = new Option('--fields <names>', `what a record holds: ${[...BATCH_FIELDS, REVEALED_PAN].join(' ')}`);
  const only = new Option('--only <statuses>', 'records of these statuses only, such as invalid; or none');
  command
    .option('--to <format>', `write ${BATCH_OUTPUTS.join(' or ')}`, oneOf('--to', BATCH_OUTPUTS), 'ndjson')
    .addOption(fields.argParser(parseFields).default(DEFAULT_BATCH_FIELDS, DEFAULT_BATCH_FIELDS.join(',')))
    .addOption(only.argParser(parseOnly).default([], 'all'))
    .option('--reveal', 'allow --fields pan: whole card numbers in the output')
    .option('-o, --output <file>', 'write there, under another name until it is whole')
    .option('--summary <file>', 'write the counts as JSON; - writes them as the last line of the output');
}

function addWorkOptions(command: Command): void {
  const failOn = new Option('--fail-on <statuses>', 'exit with 1 when a line has such a status');
  const jobs = new Option('--jobs <n>', 'threads');
  command
    .addOption(jobs.argParser(parseJobs).default(availableParallelism(), 'as many as there are processors'))
    .option('--shard <i/n>', 'take part i of n of the file, the first being 0', parseShard)
    .addOption(failOn.argParser(statuses('--fail-on')).default([], 'none'))
    .option('--issuers <path>', 'issuer data: an artifact, a file, a manifest or a folder');
  addLimitOptions(command, 'issuer data: ');
}
