import { PREFIX_DIGITS_MAX } from '../core/account-range.js';
import { CliFailure } from './cli-failure.js';
import { mayHoldPan } from './quotable.js';

const PREFIX = new RegExp(`^[0-9]{1,${String(PREFIX_DIGITS_MAX)}}$`);
const IS = `A prefix is the first 1 to ${String(PREFIX_DIGITS_MAX)} digits of a card number`;

/** @throws CliFailure that repeats nothing of what was given. */
export function parsePrefix(text: string): string {
  if (PREFIX.test(text)) return text;
  throw new CliFailure(
    'usage',
    mayHoldPan(text)
      ? `${IS}, and this is more. Whole numbers do not belong on a command line: it is kept in the history of the shell and shown by ps.`
      : `${IS}, without spaces or other characters.`,
  );
}
