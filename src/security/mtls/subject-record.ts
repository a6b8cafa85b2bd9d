import { type Grant, grantOf, mayHoldPan } from '../keys/grant.js';
import { type RawRecord, readRecords, refuseTwice, refuseUnknown } from '../keys/json-records.js';
import { RecordError } from '../keys/record-error.js';

/** Whom a client certificate may speak for, and what they may do. */
export interface SubjectRecord extends Grant {
  /** Stands in logs and keys of limits instead of the subject. */
  readonly id: string;
  /** `DNS:…`, `URI:…` (a SPIFFE id, for instance), `email:…` or `CN:…`, as the certificate has it. */
  readonly subject: string;
}

/** All the certificates that may call, by subject. */
export type Subjects = ReadonlyMap<string, SubjectRecord>;

const PROPERTIES = ['id', 'subject', 'scopes', 'cardsMax'];
const ID = /^[a-z][a-z0-9-]{0,31}$/;
/** No quotation mark and no comma: Node writes names that hold one in a way of its own. */
const SUBJECT = /^(DNS|URI|email|CN):[^\s",\p{Cc}]{1,256}$/u;

/** @throws RecordError */
export function parseSubjects(text: string): Subjects {
  const records = readRecords(text, subjectRecord);
  refuseTwice(
    records.map(({ id }) => id),
    'id',
  );
  refuseTwice(
    records.map(({ subject }) => subject),
    'subject',
  );
  return new Map(records.map((record) => [record.subject, record]));
}

function subjectRecord(raw: RawRecord): SubjectRecord {
  refuseUnknown(raw, PROPERTIES);
  const { id, subject } = raw;
  if (typeof id !== 'string' || !ID.test(id) || mayHoldPan(id))
    throw new RecordError('"id" is not 1 to 32 of a-z, 0-9 and "-", with a letter first and at most 11 digits.');
  if (typeof subject !== 'string' || !SUBJECT.test(subject))
    throw new RecordError('"subject" is not DNS:…, URI:…, email:… or CN:… without spaces, commas and quotation marks.');
  return { id, subject, ...grantOf(raw) };
}
