import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import type { TextSource } from '../../bin-data/load/issuer-files.js';
import type { ImportResult } from '../../bin-data/load/issuer-import.js';
import { wholeSeconds } from '../../bin-data/load/issuer-manifest.js';
import { sourceDateEpoch } from '../../config/source-date-epoch.js';
import type { ImportedIssuerFile } from '../../core/issuers/issuer-record.js';
import { buildIssuerTable } from '../../core/issuers/issuer-table-builder.js';
import { IssuerTable } from '../../core/issuers/issuer-table.js';
import { CliFailure } from '../cli-failure.js';
import { type CommandIo, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { addLimitOptions } from '../import-limits.js';
import { type GatheredTexts, gatherTexts, importFile, numbered, type ReadingOptions } from '../issuer-sources.js';
import { surveyIssuers } from '../issuer-survey.js';
import { refuseArtifactAmongTexts, refuseInputAsOutput } from '../output-path.js';
import { Progress } from '../progress.js';
import { duration } from '../text/quantities.js';
import { quotable } from '../quotable.js';
import type { Settle } from '../settle.js';
import { tableLines } from '../text/table-facts.js';
import { parseTime } from '../text/time.js';

const ARTIFACT_EXTENSION = '.iin';

const MANIFEST_HELP = `Rank, countries, format, title, licence and checksum of each file stand in a
manifest, where they can be reviewed and kept beside the files:
  {"sources": [{"file": "kr.csv", "rank": 1}, {"file": "world.csv", "rank": 2}]}`;

export interface DataBuildOptions extends ReadingOptions {
  readonly paths: readonly string[];
  readonly output: string;
  readonly builtAt?: Date;
}

/** `iinspect data build`: the artifact that the service loads in a fraction of the time. Same input, same bytes. */
export async function runDataBuild(options: DataBuildOptions, io: CommandIo): Promise<CliExitCode> {
  const startedMs = io.monotonicMs();
  const { paths, output } = options;
  const texts = await gatherTexts(paths);
  await refuseInputAsOutput(output, [...paths, ...texts.sources.map(({ path }) => path)]);
  await refuseArtifactAmongTexts(output, paths);
  const builtAt = await momentOf(options, texts);
  const imported = await importAll(texts.sources, options, io);
  const table = compile(
    imported.map(({ file }) => file),
    builtAt,
    new Progress(io, options.quiet === true),
  );
  await io.drafts.write(output, async (draft) => draft.writeFile(table.bytes));
  printLines(io.stdout, [
    quotable(output),
    ...tableLines(table, surveyIssuers(table), [['took', duration(io.monotonicMs() - startedMs)]]),
  ]);
  return CLI_EXIT_CODES.ok;
}

/** Whoever says when the data was put together is believed, the nearest first; nobody asks the clock. */
async function momentOf({ builtAt }: DataBuildOptions, texts: GatheredTexts): Promise<string> {
  if (builtAt !== undefined) return wholeSeconds(builtAt);
  return texts.builtAt ?? wholeSeconds(sourceDateEpoch() ?? (await newestOf(texts.sources)));
}

async function newestOf(sources: readonly TextSource[]): Promise<Date> {
  // A file that is not there is the importer's to tell.
  const times = await Promise.all(
    sources.map(({ path }) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return new Date(Math.max(...times));
}

/** One after the other: their rows count together, and their progress is one line. */
async function importAll(
  sources: readonly TextSource[],
  options: DataBuildOptions,
  io: CommandIo,
): Promise<readonly ImportResult[]> {
  const results: ImportResult[] = [];
  let rowsMax = options.rowsMax;
  for (const source of sources) {
    const result = await importFile(source, { ...options, rowsMax }, io);
    rowsMax -= result.file.rowsRead;
    results.push(result);
  }
  return numbered(results);
}

function compile(files: readonly ImportedIssuerFile[], builtAt: string, progress: Progress): IssuerTable {
  progress.working('compiling …');
  const table = IssuerTable.open(buildIssuerTable({ builtAt, files }, sha256));
  progress.end();
  return table;
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function artifactName(path: string): string {
  if (extname(path).toLowerCase() === ARTIFACT_EXTENSION) return path;
  throw new CliFailure(
    'usage',
    `-o takes a name that ends in ${ARTIFACT_EXTENSION}: the service knows an artifact by it.`,
  );
}

export function addDataBuild(data: Command, settle: Settle): void {
  const command = data
    .command('build')
    .description('compile issuer files into one artifact, which the service loads at once; same input, same bytes')
    .argument('<path...>', 'files, manifests, folders; of equal claims the first listed answers')
    .addOption(new Option('-o, --output <file.iin>', 'the artifact').argParser(artifactName).makeOptionMandatory())
    .option(
      '--built-at <time>',
      'when the data was put together (RFC 3339); default: as the manifest says, else SOURCE_DATE_EPOCH, else the time of the newest file',
      parseTime,
    );
  addLimitOptions(command)
    .option('-q, --quiet', 'say nothing of progress')
    .addHelpText(
      'after',
      `\n${MANIFEST_HELP}\n\nExample:\n  $ iinspect data build issuers/manifest.json -o issuers.iin`,
    )
    .action((paths: string[], options: Omit<DataBuildOptions, 'paths'>) =>
      settle((io) => runDataBuild({ paths, ...options }, io)),
    );
}
