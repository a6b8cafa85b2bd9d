import { RecordError } from './record-error.js';

/** What stands on one line, before it is known to be right. */
export type RawRecord = Readonly<Record<string, unknown>>;

const LINE_LENGTH_MAX = 4096;

/**
 * Reads JSON Lines, one object a line. Empty lines are passed over; a file without any is a list of nobody, and as good as another.
 *
 * @throws RecordError at the first line that is wrong: half a list would lock somebody out without a word.
 */
export function readRecords<T>(text: string, parse: (raw: RawRecord) => T): readonly T[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [parse(rawRecord(line))];
    } catch (error) {
      // eslint-disable-next-line house/constant-messages -- a sentence of ours, as it is
      throw error instanceof RecordError ? new RecordError(error.message, index + 1) : error;
    }
  });
}

/** @throws RecordError when the record has a property that is not one of `known`, so that a misspelt limit does not limit nothing. */
export function refuseUnknown(raw: RawRecord, known: readonly string[]): void {
  if (!Object.keys(raw).every((name) => known.includes(name)))
    // eslint-disable-next-line house/constant-messages -- names that we know
    throw new RecordError(`It has a property other than ${known.join(', ')}.`);
}

/** @throws RecordError */
export function refuseTwice(ids: readonly string[], what: string): void {
  // eslint-disable-next-line house/constant-messages -- a word of our callers
  if (new Set(ids).size !== ids.length) throw new RecordError(`Two lines have the same ${what}.`);
}

function rawRecord(line: string): RawRecord {
  if (line.length > LINE_LENGTH_MAX) throw new RecordError(`It is longer than ${LINE_LENGTH_MAX} characters.`);
  const value = parsed(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RecordError('It is not a JSON object.');
  return value as RawRecord;
}

/** V8's own message quotes the text. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RecordError('It is not JSON.');
  }
}
