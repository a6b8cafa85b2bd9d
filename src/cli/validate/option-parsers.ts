import { BATCH_FIELDS, isBatchField, type RecordField, REVEALED_PAN } from '../../core/batch/batch-field.js';
import { STATUSES, type Status } from '../../core/report.js';
import { CliFailure } from '../cli-failure.js';
import type { Shard } from './byte-range.js';

/** Parsers for the values of options. None repeats what was typed: it may be a card number. @throws CliFailure */

const JOBS_MAX = 256;
const SHARDS_MAX = 1_000_000;
const COLUMN_MAX = 1000;

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
  const character = text === 'tab' || text === String.raw`\t` ? '\t' : text;
  const isFit = character.length === 1 && character <= '~' && !/["\r\n\0a-z0-9]/i.test(character);
  if (isFit) return character.charCodeAt(0);
  throw new CliFailure(
    'usage',
    '--delimiter takes one ASCII character that is no letter, digit or quotation mark, or the word tab.',
  );
}

/** A parser for a column of CSV: its name, or its place, the first being 1. */
export function column(flag: string): (text: string) => string | number {
  return (text) => {
    if (!/^\d+$/.test(text)) return text;
    const place = Number(text);
    if (place >= 1 && place <= COLUMN_MAX) return place;
    throw new CliFailure('usage', `${flag} takes the name of a column, or its place from 1 to ${COLUMN_MAX}.`);
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
