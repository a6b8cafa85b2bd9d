import { flag, milliseconds, path, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

const MIB = 1024 * 1024;

/** Settings about the issuer data of an operator. */
export const ISSUER_DATA_SETTINGS = {
  issuerData: setting(
    'ISSUER_DATA',
    path,
    { text: 'none', of: () => '' },
    'Path of the issuer data: a compiled table (`.iin`), a text file, a manifest (`.json`), or a directory with a `manifest.json`, one compiled table or any number of text files. It is watched and taken anew when it changes.',
  ),
  issuerDataRequired: setting(
    'ISSUER_DATA_REQUIRED',
    flag,
    'false',
    'Stop the start with exit code 78 when the issuer data cannot be taken. Otherwise the embedded table answers alone, and `/readyz` says so.',
  ),
  issuerDataPollMs: setting(
    'ISSUER_DATA_POLL_MS',
    milliseconds(0),
    '30000',
    'How often the issuer data is looked at even if no change was seen; `0` never. File systems that tell of no change need it.',
  ),
  issuerDataBytesMax: setting(
    'ISSUER_DATA_BYTES_MAX',
    wholeNumber(1, 2048 * MIB),
    '134217728',
    'Largest issuer data, in bytes, all files together.',
  ),
  issuerDataRowsMax: setting(
    'ISSUER_DATA_ROWS_MAX',
    wholeNumber(1, 2_000_000),
    '2000000',
    'Most rows of issuer data as text, all files together. Compiling takes about 1 MiB for 1,000 rows, at most half of the memory there is: where that is less, so are the rows.',
  ),
  issuerDataSkippedPercentMax: setting(
    'ISSUER_DATA_SKIPPED_PERCENT_MAX',
    wholeNumber(0, 100),
    '10',
    'Most rows of a file that may be unusable, in percent; a file with more is not taken.',
  ),
  issuerDataChangePercentMax: setting(
    'ISSUER_DATA_CHANGE_PERCENT_MAX',
    wholeNumber(0, 100),
    '20',
    'Most known prefixes whose answer new data may change or remove, in percent; data that changes more is refused. `100` takes any. The first load compares with nothing.',
  ),
  issuerDataTimeoutMs: setting(
    'ISSUER_DATA_TIMEOUT_MS',
    milliseconds(100),
    '60000',
    'Longest time that loading issuer data may take.',
  ),
} as const;
