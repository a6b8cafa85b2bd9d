import { availableParallelism } from 'node:os';
import { milliseconds, wholeNumber } from './kinds.js';
import { type FollowingDefault, setting } from './setting.js';

const GIB = 1024 ** 3;

/** More threads than this do not make one connection faster: its bytes all pass through one of them. */
const DEFAULT_WORKERS_MAX = 4;

/** One is left to the event loop. */
const oneLessThanCores: FollowingDefault = {
  text: 'what the machine can do at once minus 1, from `1` to `4`',
  of: () => String(Math.min(Math.max(availableParallelism() - 1, 1), DEFAULT_WORKERS_MAX)),
};

/** Settings about batches that are streams: NDJSON, CSV and plain text. */
export const BATCH_SETTINGS = {
  batchWorkers: setting(
    'BATCH_WORKERS',
    wholeNumber(0, 64),
    oneLessThanCores,
    'Threads that read the lines of streams; `0` reads them on the event loop, beside everything else.',
  ),
  batchLineBytesMax: setting(
    'BATCH_LINE_BYTES_MAX',
    wholeNumber(256, 65_536),
    '16384',
    'Longest line of a stream, in bytes. A longer one is answered with `LINE_TOO_LONG`, and the stream goes on.',
  ),
  batchLinesMax: setting(
    'BATCH_LINES_MAX',
    wholeNumber(1, 1_000_000_000_000),
    '1000000000',
    'Most lines of one stream; it ends there, with `lines_max` in its summary.',
  ),
  batchStreamsMax: setting(
    'BATCH_STREAMS_MAX',
    wholeNumber(1, 10_000),
    '16',
    'Most streams at a time. One more is answered with 503.',
  ),
  batchIdleMs: setting(
    'BATCH_IDLE_MS',
    milliseconds(100),
    '60000',
    'How long a stream may stand still because of the client. `REQUEST_TIMEOUT_MS` and `WRITE_STALL_MS` do not hold for streams.',
  ),
  batchRateMin: setting(
    'BATCH_RATE_MIN',
    wholeNumber(0, 1_000_000_000),
    '100',
    'Fewest bytes per second, in and out together, that a client may need, averaged over `BATCH_IDLE_MS`; `0` never minds.',
  ),
  batchInflationRatioMax: setting(
    'BATCH_INFLATION_RATIO_MAX',
    wholeNumber(1, 100_000),
    '250',
    'Most bytes that one byte of a compressed stream may become, looked at after the first MiB.',
  ),
  batchInflatedBytesMax: setting(
    'BATCH_INFLATED_BYTES_MAX',
    wholeNumber(1, 1024 * GIB),
    '68719476736',
    'Longest compressed stream, in bytes once it is inflated.',
  ),
} as const;
