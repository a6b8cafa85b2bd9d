import { BatchInputError, type BatchInputFault } from '../../../core/batch/batch-input-error.js';
import { CliFailure } from '../../cli-failure.js';
import { mayHoldPan } from '../../quotable.js';
import { shownName, STDIN } from './input-name.js';
import { ReadFailure } from './read-failure.js';

const FAULTS: Readonly<Record<BatchInputFault, string>> = {
  utf_16: 'is UTF-16. Convert it to UTF-8 first, for instance with iconv.',
  csv_header_missing: 'has no line to be the header. Where none is meant to be there, say --no-header.',
  csv_column_missing:
    'has no column of that name in its header. Name the columns with --pan-column and --id-column, or say --no-header; --delimiter says what stands between them.',
  csv_column_twice: 'has two columns of that name. Name the one you mean by its place: --pan-column 2.',
  csv_header_damaged: 'has a header whose quotation marks do not fit together, or that is longer than a line may be.',
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist. Check the path.',
  ENOTDIR: 'does not exist. Check the path.',
  EACCES: 'may not be read. Check its permissions.',
  EPERM: 'may not be read. Check its permissions.',
  EISDIR: 'is a folder. Name the files in it.',
  changed: 'became shorter while it was read. Run the command again when nobody writes to it.',
};

const HISTORY_HINT =
  ' Whole card numbers do not belong on a command line, which shells keep and ps shows: write them to standard input.';

/** What went wrong with an input, in words for people; anything that is no failure of an input as it is. */
export function inputFailure(error: unknown, path: string): unknown {
  if (error instanceof BatchInputError) return new CliFailure('data', `${subject(path)} ${FAULTS[error.fault]}`);
  if (!(error instanceof ReadFailure)) return error;
  const { code } = error;
  if (code === 'damaged') {
    return new CliFailure('data', `${subject(path)} is damaged, cut off, or not compressed as its name says.`);
  }
  const hint = code === 'ENOENT' && mayHoldPan(path) ? HISTORY_HINT : '';
  return new CliFailure('input', `${subject(path)} ${REASONS[code] ?? `cannot be read (${code}).`}${hint}`);
}

/** As a sentence begins. A file keeps its name. */
function subject(path: string): string {
  return path === STDIN ? 'Standard input' : shownName(path);
}
