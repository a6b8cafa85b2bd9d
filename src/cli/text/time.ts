import { timeOf } from '../../bin-data/load/rfc-3339.js';
import { CliFailure } from '../cli-failure.js';

/** A parser for the value of `--built-at`. */
export function parseTime(text: string): Date {
  const time = timeOf(text);
  if (time !== null) return time;
  throw new CliFailure('usage', '--built-at takes a time as RFC 3339 writes it, such as 2026-11-22T12:00:00Z.');
}
