import { KEY_DIGEST, KEY_ID } from './api-key.js';
import { type Grant, grantOf, isName } from './grant.js';
import { type RawRecord, readRecords, refuseTwice, refuseUnknown } from './json-records.js';
import { RecordError } from './record-error.js';

/** One API key as the file keeps it: all but the key. */
export interface KeyRecord extends Grant {
  readonly id: string;
  /** SHA-256 of the key, lower-case hex. */
  readonly digest: string;
  readonly name: string | null;
  readonly createdAt: Date;
  /** Not taken from this moment on; null where it never ends. */
  readonly expiresAt: Date | null;
}

const PROPERTIES = ['id', 'digest', 'scopes', 'name', 'createdAt', 'expiresAt', 'cardsMax'];
/** RFC 3339, in UTC and to the second, as `iinspect keys add` writes it. */
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** @throws RecordError */
export function parseKeyRecords(text: string): readonly KeyRecord[] {
  const records = readRecords(text, keyRecord);
  refuseTwice(
    records.map(({ id }) => id),
    'id',
  );
  return records;
}

export function keyRecordLine({ createdAt, expiresAt, name, cardsMax, ...record }: KeyRecord): string {
  return JSON.stringify({
    ...record,
    ...(name !== null && { name }),
    createdAt: utcText(createdAt),
    ...(expiresAt !== null && { expiresAt: utcText(expiresAt) }),
    ...(cardsMax !== null && { cardsMax }),
  });
}

/** To the second. */
export function utcText(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Null for text that is no date in UTC: RFC 3339, with a day that exists. */
export function parseUtc(text: string): Date | null {
  const date = new Date(UTC.test(text) ? text : NaN);
  return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text.slice(0, 10)) ? null : date;
}

function keyRecord(raw: RawRecord): KeyRecord {
  refuseUnknown(raw, PROPERTIES);
  const { id, digest, name = null, createdAt, expiresAt = null } = raw;
  if (typeof id !== 'string' || !KEY_ID.test(id)) throw new RecordError('"id" is not the id of a key.');
  if (typeof digest !== 'string' || !KEY_DIGEST.test(digest))
    throw new RecordError('"digest" is not a SHA-256 in lower-case hex.');
  if (name !== null && (typeof name !== 'string' || !isName(name)))
    throw new RecordError('"name" is longer than 64 characters, is not plain text, or has more than 11 digits.');
  return {
    id,
    digest,
    ...grantOf(raw),
    name,
    createdAt: dateOf(createdAt, 'createdAt'),
    expiresAt: expiresAt === null ? null : dateOf(expiresAt, 'expiresAt'),
  };
}

function dateOf(value: unknown, property: string): Date {
  const date = typeof value === 'string' ? parseUtc(value) : null;
  // eslint-disable-next-line house/constant-messages -- one of two names of ours
  if (date === null) throw new RecordError(`"${property}" is not a time such as 2027-01-31T00:00:00Z.`);
  return date;
}
