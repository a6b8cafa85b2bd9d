import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { parse as parseWhole } from 'csv-parse/sync';
import { IssuerDataError } from '../issuer-data-error.js';
import type { Layout } from './importer.js';

/** No row is longer; where one is, a quote was opened and never closed. */
export const ROW_BYTES_MAX = 65_536;

const RECORD_DELIMITERS = ['\r\n', '\n'];

export interface FileRow {
  readonly cells: readonly string[];
  /** The line on which the row ends, counted from 1. */
  readonly line: number;
}

/**
 * Hands over every row of a text, the header included; blank lines are no rows.
 * @throws IssuerDataError `malformed`; and whatever `take` throws.
 */
export async function readRows(
  chunks: AsyncIterable<Uint8Array>,
  layout: Layout,
  take: (row: FileRow) => void,
): Promise<void> {
  if (layout.kind === 'lines') return readLines(chunks, take);
  const parser = parse({
    ...csvOptions(layout.delimiter),
    on_record: (cells, { lines }) => {
      take({ cells, line: lines });
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(Readable.from(chunks), parser);
  } catch (error) {
    throw error instanceof CsvError ? malformed(lineOf(error)) : error;
  }
}

/** The cells of one line on its own; null when they cannot be told. */
export function cellsOfLine(line: string, layout: Layout): readonly string[] | null {
  if (layout.kind === 'lines') return [line];
  try {
    return parseWhole(line, csvOptions(layout.delimiter))[0] ?? null;
  } catch {
    return null;
  }
}

function csvOptions(delimiter: string) {
  return {
    delimiter,
    bom: true,
    record_delimiter: RECORD_DELIMITERS,
    // A row of another length is counted by its importer, not by the parser.
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: ROW_BYTES_MAX,
  };
}

async function readLines(chunks: AsyncIterable<Uint8Array>, take: (row: FileRow) => void): Promise<void> {
  const decoder = new TextDecoder();
  let begun = '';
  let line = 0;
  const takeLine = (text: string): void => {
    line++;
    if (text.length > ROW_BYTES_MAX) throw malformed(line);
    if (text.trim() !== '') take({ cells: [text], line });
  };
  for await (const chunk of chunks) {
    const lines = `${begun}${decoder.decode(chunk, { stream: true })}`.split('\n');
    begun = lines.pop() ?? '';
    lines.forEach(takeLine);
    if (begun.length > ROW_BYTES_MAX) throw malformed(line + 1);
  }
  takeLine(begun);
}

function lineOf(error: CsvError): number | undefined {
  const line = error['lines'];
  return typeof line === 'number' ? line : undefined;
}

function malformed(line: number | undefined): IssuerDataError {
  return new IssuerDataError('malformed', { line, hint: 'A row is too long or a quote is out of place.' });
}
