import { BatchInputError } from './batch-input-error.js';
import type { CsvColumns } from './batch-plan.js';

/** Which columns of a CSV to read: by the name in its header, or by their place, the first one being 1. */
export interface CsvQuestion {
  /** Code of the one ASCII character between the fields. */
  readonly delimiter: number;
  /** The first line names the columns and is no card. */
  readonly hasHeader: boolean;
  readonly panColumn: string | number;
  /** Null: no id is read. */
  readonly idColumn: string | number | null;
  /** Nobody asked for the id column by name: where the header has none of that name, or two, no id is read. */
  readonly isIdOptional?: boolean;
}

/** What callers write for a character that may stand between two fields. */
export const DELIMITERS: Readonly<Record<string, string>> = { ',': ',', ';': ';', tab: '\t', '|': '|' };
export const COLUMN_NAME_MAX = 128;
/** The last place of a column that may be asked for. */
export const COLUMN_MAX = 9999;

/** A question in which columns may be left open. */
interface OpenCsvQuestion extends Pick<CsvQuestion, 'delimiter' | 'hasHeader'> {
  readonly panColumn: string | number | null;
  readonly idColumn: string | number | null;
}

const PAN_COLUMN = 'pan';
/** Taken for the id where the header has it, and nobody named another. */
const ID_COLUMN = 'id';

/** Closes a question: without a header nobody has a name, and the number is in the first column. */
export function toCsvQuestion({ delimiter, hasHeader, panColumn, idColumn }: OpenCsvQuestion): CsvQuestion {
  return {
    delimiter,
    hasHeader,
    panColumn: panColumn ?? (hasHeader ? PAN_COLUMN : 1),
    idColumn: idColumn ?? (hasHeader ? ID_COLUMN : null),
    ...(idColumn === null && { isIdOptional: true }),
  };
}

/**
 * @param header The first line, without its line end; null when the question needs none.
 * @throws BatchInputError
 */
export function findCsvColumns(question: CsvQuestion, header: Uint8Array | null): CsvColumns {
  const { delimiter, panColumn, idColumn, isIdOptional = false } = question;
  const names = header === null ? [] : splitHeader(header, delimiter);
  return {
    delimiter,
    pan: placeOf(panColumn, names),
    id: idColumn === null || (isIdOptional && !namesOne(idColumn, names)) ? null : placeOf(idColumn, names),
  };
}

function namesOne(column: string | number, names: readonly string[]): boolean {
  return typeof column === 'number' || placesOf(column, names).length === 1;
}

function placesOf(column: string, names: readonly string[]): readonly number[] {
  const wanted = column.trim().toLowerCase();
  return names.flatMap((name, index) => (name.trim().toLowerCase() === wanted ? [index] : []));
}

function placeOf(column: string | number, names: readonly string[]): number {
  if (typeof column === 'number') {
    // Without a header nobody knows how many columns there are.
    if (names.length > 0 && column > names.length) throw new BatchInputError('csv_column_missing');
    return column - 1;
  }
  const places = placesOf(column, names);
  if (places.length > 1) throw new BatchInputError('csv_column_twice');
  if (places.length === 0) throw new BatchInputError('csv_column_missing');
  return places[0]!;
}

/** RFC 4180: a field is plain, or quoted with inner quotes doubled. */
function splitHeader(header: Uint8Array, delimiter: number): readonly string[] {
  const text = new TextDecoder().decode(header);
  const names: string[] = [];
  let at = 0;
  do {
    const { name, end } = text.startsWith('"', at) ? quotedName(text, at) : plainName(text, at, delimiter);
    if (end < text.length && text.charCodeAt(end) !== delimiter) throw new BatchInputError('csv_header_damaged');
    names.push(name);
    at = end + 1;
  } while (at <= text.length);
  return names;
}

interface HeaderName {
  readonly name: string;
  readonly end: number;
}

function plainName(text: string, from: number, delimiter: number): HeaderName {
  const found = text.indexOf(String.fromCharCode(delimiter), from);
  const end = found === -1 ? text.length : found;
  return { name: text.slice(from, end), end };
}

function quotedName(text: string, from: number): HeaderName {
  const [quoted, inner] = /^"((?:[^"]|"")*)"/.exec(text.slice(from)) ?? [];
  if (quoted === undefined || inner === undefined) throw new BatchInputError('csv_header_damaged');
  return { name: inner.replaceAll('""', '"'), end: from + quoted.length };
}
