import { CliFailure } from '../cli-failure.js';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A parser for the value of `--built-at`. */
export function parseTime(text: string): Date {
  const time = new Date(text);
  if (RFC_3339.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new CliFailure('usage', '--built-at takes a time as RFC 3339 writes it, such as 2026-11-22T12:00:00Z.');
}
