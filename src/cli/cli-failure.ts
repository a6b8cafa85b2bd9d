import { ConfigError } from '../config/config.js';
import { IssuerDataError, type IssuerDataFault } from '../bin-data/issuer-data-error.js';
import { CLI_EXIT_CODES, type CliExitCode } from './exit-codes.js';
import { quotable } from './quotable.js';

/** The command cannot be carried out, and the person can do something about it. The message says what, and repeats nothing secret. */
export class CliFailure extends Error {
  constructor(
    readonly kind: Exclude<keyof typeof CLI_EXIT_CODES, 'ok' | 'found'>,
    message: string,
  ) {
    super(message);
  }
}

export interface ExplainedFailure {
  readonly text: string;
  readonly exitCode: CliExitCode;
}

/** What to tell the person in front of the terminal. */
export function explainFailure(error: unknown): ExplainedFailure {
  if (error instanceof CliFailure) return { text: error.message, exitCode: CLI_EXIT_CODES[error.kind] };
  if (error instanceof IssuerDataError) {
    return { text: issuerDataFailure(error), exitCode: CLI_EXIT_CODES[exitOf(error.fault)] };
  }
  if (error instanceof ConfigError) return { text: error.lines().join('; '), exitCode: CLI_EXIT_CODES.usage };
  return { text: bugReport(error), exitCode: CLI_EXIT_CODES.software };
}

/** `kicc.csv, line 12: what is wrong. What was expected. What to do.` */
export function issuerDataFailure({ message, fault, place: { file, line } }: IssuerDataError): string {
  const at = [file === undefined ? null : quotable(file), line === undefined ? null : `line ${line}`];
  const where = at.filter((part) => part !== null).join(', ');
  const advice = ADVICE[fault];
  return `${where === '' ? '' : `${where}: `}${message}${advice === undefined ? '' : ` ${advice}`}`;
}

const ADVICE: Partial<Readonly<Record<IssuerDataFault, string>>> = {
  not_found: 'Check the path.',
  not_readable: 'Check its permissions.',
  too_large: 'Where the file is right, raise --bytes-max; a manifest (.json) may have 1 MiB.',
  too_many_rows: 'Where the file is right, raise --rows-max.',
  too_many_skipped: 'Mend the rows; or, where the loss is meant, raise --skipped-max.',
  unknown_format: 'Compare its first line with docs/issuer-data.md.',
  changed_while_reading: 'Run the command again when nobody writes to it.',
  wrong_sha256: 'Fetch the file again, or correct the manifest.',
  wrong_size: 'Copy or build it again.',
  corrupt: 'Copy or build it again.',
  mixed_artifacts: 'Name the one you mean.',
};

function exitOf(fault: IssuerDataFault): 'input' | 'software' | 'data' {
  if (fault === 'not_found' || fault === 'not_readable') return 'input';
  return fault === 'loader_failed' || fault === 'timed_out' ? 'software' : 'data';
}

/** The message of an error we did not expect may quote what was read; its name and where it was thrown do not. */
function bugReport(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line)) : [];
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return [`This is a bug in iinspect, please report it: ${name}`, ...frames].join('\n');
}
