import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { ARTIFACT_EXTENSION } from '../../bin-data/load/issuer-files.js';
import { wholeSeconds } from '../../bin-data/load/rfc-3339.js';
import { sourceDateEpoch } from '../../config/source-date-epoch.js';
import { CliFailure } from '../cli-failure.js';
import { type CommandIo, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { addLimitOptions } from '../import-limits.js';
import { compileIssuers, type CompilingOptions, type ReadingOptions, textsBehind } from '../issuer-sources.js';
import { surveyIssuers } from '../issuer-survey.js';
import { refuseArtifactAmongTexts, refuseInputAsOutput } from '../output-path.js';
import { duration } from '../text/quantities.js';
import { quotable } from '../quotable.js';
import type { Settle } from '../settle.js';
import { tableLines } from '../text/table-facts.js';
import { parseTime } from '../text/time.js';

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
  await refuseInputAsOutput(output, [...paths, ...(await textsBehind(paths))]);
  await refuseArtifactAmongTexts(output, paths);
  const table = await compileIssuers({ ...options, times: timesOf(options) }, io);
  await io.drafts.write(output, async (draft) => draft.writeFile(table.bytes));
  printLines(io.stdout, [
    quotable(output),
    ...tableLines(table, surveyIssuers(table), [['took', duration(io.monotonicMs() - startedMs)]]),
  ]);
  return CLI_EXIT_CODES.ok;
}

/** Whoever says when the data was put together is believed, the nearest first: this command, the manifest, the environment. */
function timesOf({ builtAt }: DataBuildOptions): CompilingOptions['times'] {
  if (builtAt !== undefined) return { builtAt: wholeSeconds(builtAt) };
  const epoch = sourceDateEpoch();
  return epoch === null ? {} : { builtAtElse: wholeSeconds(epoch) };
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
