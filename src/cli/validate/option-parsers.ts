import { BATCH_FIELDS, isBatchField, type RecordField, REVEALED_PAN } from '../../core/batch/batch-field.js';
import { COLUMN_MAX, COLUMN_NAME_MAX, DELIMITERS } from '../../core/batch/csv-header.js';
import { STATUSES, type Status } from '../../core/report.js';
import { CliFailure } from '../cli-failure.js';
import type { Shard } from './inputs/byte-range.js';

/** Parsers for the values of options. None repeats what was typed: it may be a card number. @throws CliFailure */

const JOBS_MAX = 256;
const SHARDS_MAX = 1_000_000;

export function parseFields(text: string): readonly RecordField[] {
  const fields = words(text).filter((word): word is RecordField => isBatchField(word) || word === REVEALED_PAN);
  if (fields.length !== words(text).length || fields.length === 0) {
    throw new CliFailure('usage', `--fields takes some of: ${[...BATCH_FIELDS, REVEALED_PAN].join(', ')}.`);
  }
  if (new Set(fields).size < fields.length) throw new CliFailure('usage', '--fields takes each field once.');
  return fields;
}

/** A parser for a list of statuses. */
export function statuses(flag: string): (text: string) => readonly Status[] {
  return (text) => {
    const known = STATUSES.filter((status) => words(text).includes(status));
    if (known.length === words(text).length && known.length > 0) return known;
    const none = flag === '--only' ? ', or none' : '';
    throw new CliFailure('usage', `${flag} takes some of: ${STATUSES.join(', ')}${none}.`);
  };
}

export function parseOnly(text: string): readonly Status[] | 'none' {
  return text === 'none' ? text : statuses('--only')(text);
}

export function parseDelimiter(text: string): number {
  const character = Object.hasOwn(DELIMITERS, text) ? DELIMITERS[text] : undefined;
  if (character !== undefined) return character.charCodeAt(0);
  throw new CliFailure('usage', `--delimiter takes one of: ${Object.keys(DELIMITERS).join(' ')}.`);
}

/** A parser for a column of CSV: its name, or its place, the first being 1. */
export function column(flag: string): (text: string) => string | number {
  return (text) => {
    const place = /^\d+$/.test(text) ? Number(text) : null;
    const isFit = place === null ? text.trim() !== '' : place >= 1 && place <= COLUMN_MAX;
    if (isFit && text.length <= COLUMN_NAME_MAX) return place ?? text;
    throw new CliFailure(
      'usage',
      `${flag} takes the name of a column, of up to ${COLUMN_NAME_MAX} characters, or its place from 1 to ${COLUMN_MAX}.`,
    );
  };
}

export function parseJobs(text: string): number {
  const jobs = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (jobs >= 1 && jobs <= JOBS_MAX) return jobs;
  throw new CliFailure('usage', `--jobs takes a whole number from 1 to ${JOBS_MAX}.`);
}

export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,7})\/(\d{1,7})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index < shard.count && shard.count <= SHARDS_MAX) return shard;
  throw new CliFailure('usage', '--shard takes i/n, the first shard being 0/n and the last one n-1/n.');
}

function words(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
