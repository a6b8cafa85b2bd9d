import { loadEmbeddedTable } from '../../bin-data/embedded-iin-source.js';
import { summaryOf } from '../../core/batch/batch-summary.js';
import { recordHead, summaryLine } from '../../core/batch/record-frame.js';
import { CardTables } from '../../core/card-tables.js';
import { type CommandIo, printLines } from '../command-io.js';
import { CLI_EXIT_CODES, type CliExitCode } from '../exit-codes.js';
import { loadIssuers } from '../issuer-sources.js';
import { STDIN } from './inputs/input-name.js';
import { type InputPlan, inputPlan } from './inputs/input-plan.js';
import { InputScan, type ShardSummary } from './scan/input-scan.js';
import { ReaderGone, type RecordSink } from './output/record-sink.js';
import { writingTo } from './output/record-output.js';
import { ScanRun } from './scan/scan-run.js';
import { ValidateProgress } from './validate-progress.js';
import type { ValidateOptions } from './validate-options.js';
import { summaryLines, type ValidateSummary } from './validate-summary.js';
import { refuseContradictions, refuseLateSurprises } from './validate-usage.js';

const TYPING_HINT = 'Reading card numbers, one per line, from the terminal. Ctrl-D ends.';

/** `iinspect validate`: a record for every line, and a summary. */
export async function runValidate(options: ValidateOptions, io: CommandIo): Promise<CliExitCode> {
  refuseContradictions(options);
  await refuseLateSurprises(options);
  try {
    const { summary, bytes } = await validate(options, io);
    await writeSummary(summary, options, io);
    if (isWatched(options, io)) printLines(io.stderr, summaryLines(summary, bytes));
    return options.failOn.some((status) => summary[status] > 0) ? CLI_EXIT_CODES.found : CLI_EXIT_CODES.ok;
  } catch (error) {
    if (error instanceof ReaderGone) return CLI_EXIT_CODES.ok;
    throw error;
  }
}

interface Validated {
  readonly summary: ValidateSummary;
  /** Read, inflated. */
  readonly bytes: number;
}

async function validate(options: ValidateOptions, io: CommandIo): Promise<Validated> {
  const paths = options.paths.length === 0 ? [STDIN] : options.paths;
  const plans = paths.map((path) => inputPlan(path, options));
  const tables = await tablesFor(options, io);
  if (paths.includes(STDIN) && io.stdinIsTerminal() && isWatched(options, io)) printLines(io.stderr, [TYPING_HINT]);
  return writingTo(options.output, io, async (sink) => {
    const validated = await validateInputs(plans, { options, io, tables, sink });
    const { summary, output, to } = options;
    const writesLast = summary === STDIN && output === undefined;
    if (writesLast) await sink.write(summaryLine(validated.summary, to));
    return validated;
  });
}

interface Desk {
  readonly options: ValidateOptions;
  readonly io: CommandIo;
  readonly tables: CardTables;
  readonly sink: RecordSink;
}

async function validateInputs(plans: readonly InputPlan[], { options, io, tables, sink }: Desk): Promise<Validated> {
  const { only, output, jobs, fields, to } = options;
  const writes = only !== 'none';
  const startedMs = io.monotonicMs();
  const run = new ScanRun({ tables, jobs, sink });
  const scrolls = writes && output === undefined && io.stdoutIsTerminal();
  const progress = new ValidateProgress(io, options.quiet === true, scrolls);
  const inputs = new InputScan({ run, stdin: () => io.stdin(), progress, writes });
  let shard: ShardSummary | null = null;
  try {
    if (writes) await sink.write(recordHead(to, fields));
    for (const plan of plans) shard = await inputs.scan(plan, options.shard ?? null);
  } finally {
    progress.end();
    await run.close();
  }
  const durationMs = Math.round(io.monotonicMs() - startedMs);
  const summary = summaryOf(run.tally.toCounts(), { dataVersion: tables.version, durationMs }, null);
  return { summary: shard === null ? summary : { ...summary, shard }, bytes: inputs.bytes };
}

async function tablesFor(options: ValidateOptions, io: CommandIo): Promise<CardTables> {
  const { issuers: path, quiet } = options;
  const isQuiet = quiet === true || io.stderrColumns() === null;
  const reading = isQuiet ? { ...options, quiet: true as const } : options;
  return new CardTables(loadEmbeddedTable(), path === undefined ? null : (await loadIssuers(path, reading, io)).table);
}

/** Unless it was the last line of the records. After them: who sees a summary knows that all of it is there. */
async function writeSummary(summary: ValidateSummary, options: ValidateOptions, io: CommandIo): Promise<void> {
  const { summary: path, output } = options;
  if (path === undefined) return;
  if (path !== STDIN) await io.drafts.write(path, (file) => file.writeFile(`${JSON.stringify(summary)}\n`));
  else if (output !== undefined) printLines(io.stdout, [JSON.stringify(summary)]);
}

/** Somebody looks at the terminal behind standard error. */
function isWatched({ quiet }: ValidateOptions, io: CommandIo): boolean {
  return quiet !== true && io.stderrColumns() !== null;
}
