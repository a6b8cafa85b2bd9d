import { type Command, Option } from 'commander';
import type { ImportLimits } from '../bin-data/load/issuer-import.js';
import { ISSUER_DATA_SETTINGS } from '../config/issuer-data-settings.js';
import type { Setting } from '../config/setting.js';
import { CliFailure } from './cli-failure.js';

const {
  issuerDataBytesMax: BYTES_MAX,
  issuerDataRowsMax: ROWS_MAX,
  issuerDataSkippedPercentMax: SKIPPED_PERCENT_MAX,
} = ISSUER_DATA_SETTINGS;

export interface LimitOptions {
  readonly bytesMax: number;
  readonly rowsMax: number;
  readonly skippedMax: number;
}

/** @param of What they limit, where the command reads something else too. Unless told otherwise, the command line takes what the service would take. */
export function addLimitOptions(command: Command, of = ''): Command {
  return command
    .addOption(limitOption('--bytes-max <n>', `${of}most bytes, all files together`, BYTES_MAX))
    .addOption(limitOption('--rows-max <n>', `${of}most rows, all files together`, ROWS_MAX))
    .addOption(
      limitOption('--skipped-max <percent>', `${of}most damaged rows in a file, of a hundred`, SKIPPED_PERCENT_MAX),
    );
}

export function limitsOf({ bytesMax, rowsMax, skippedMax }: LimitOptions): ImportLimits {
  return { bytesMax, rowsMax, skippedPercentMax: skippedMax };
}

function limitOption(flags: string, text: string, { kind, fallback }: Setting<number>): Option {
  const initial = typeof fallback === 'string' ? kind.parse(fallback) : undefined;
  const flag = flags.split(' ')[0] ?? flags;
  return new Option(flags, text).default(initial).argParser((value) => {
    const limit = kind.parse(value);
    if (limit === undefined) throw new CliFailure('usage', `${flag} takes ${kind.expected}.`);
    return limit;
  });
}
