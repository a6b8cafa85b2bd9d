import { EXIT_CODES } from '../config/start-failure.js';

/** After `sysexits.h`, but for 1 (as `diff` and `grep` have it) and 130 (as shells count an interrupt). Scripts rely on these. */
export const CLI_EXIT_CODES = {
  ok: 0,
  found: 1,
  usage: 64,
  data: 65,
  input: 66,
  software: EXIT_CODES.software,
  output: 73,
  interrupted: 130,
} as const;
export type CliExitCode = (typeof CLI_EXIT_CODES)[keyof typeof CLI_EXIT_CODES];

const MEANINGS: Readonly<Record<keyof typeof CLI_EXIT_CODES, string>> = {
  ok: 'all is well',
  found: 'data diff: there are differences; validate: a line is what --fail-on says',
  usage: 'the command line cannot be understood',
  data: 'the data cannot be used',
  input: 'an input file is missing or may not be read',
  software: 'a bug in iinspect',
  output: 'the output cannot be written',
  interrupted: 'interrupted with Ctrl-C',
};

export function exitCodesText(): string {
  const names = Object.keys(CLI_EXIT_CODES) as (keyof typeof CLI_EXIT_CODES)[];
  const lines = names.map((name) => `  ${String(CLI_EXIT_CODES[name]).padStart(3)}  ${MEANINGS[name]}`);
  return ['Exit codes:', ...lines].join('\n');
}
