import type { SinkName } from './sinks.ts';

/** The leaks that `plants.mjs` builds in, and where each of them comes out. */
export const PLANTED: Readonly<Record<string, SinkName>> = {
  'a header that echoes': 'answers',
  'a log line with the URL': 'stdout',
  'base64 in the log': 'stdout',
  'a byte array in the log': 'stdout',
  'a typed array in the log': 'stdout',
  'hex in the log': 'stdout',
  'a number in the log': 'stdout',
  'the last ten digits in the log': 'stdout',
  'the first twelve digits in the log': 'stdout',
  'UTF-16 on stderr': 'stderr',
  'a temporary file': 'files',
  'the name of a file': 'files',
  'a file in gzip': 'files',
  'the title of the process': 'process',
  'a crash report': 'files',
  'a label of a metric': 'metrics',
  'a filter that quotes': 'answers',
  'an attribute of a span': 'traces',
  'an answer in gzip that quotes': 'answers',
};
export const KEPT = 'a string that is kept';
