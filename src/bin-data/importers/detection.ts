import { IssuerDataError } from '../issuer-data-error.js';
import { cellsOfLine } from './file-rows.js';
import { type Importer, ISSUER_FORMATS, type IssuerFormat } from './importer.js';
import { IMPORTERS } from './importer-list.js';

/** A header is shorter; a file without a line end in so many bytes is none of ours. */
const HEAD_BYTES_MAX = 65_536;

export interface Head {
  /** The first line that is not blank; null when there is none. */
  readonly firstLine: string | null;
  /** The whole text again, head included. */
  readonly all: AsyncIterable<Uint8Array>;
}

/** Looks at the beginning of a text without taking it away. */
export async function headOf(chunks: AsyncIterable<Uint8Array>): Promise<Head> {
  const rest = chunks[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let text = '';
  let bytes = 0;
  const decoder = new TextDecoder();
  let ended = false;
  while (!ended && bytes < HEAD_BYTES_MAX && !text.trimStart().includes('\n')) {
    const next = await rest.next();
    ended = next.done === true;
    if (next.done === true) continue;
    taken.push(next.value);
    bytes += next.value.length;
    text += decoder.decode(next.value, { stream: true });
  }
  return { firstLine: /^\s*(\S[^\r\n]*)/.exec(text)?.[1] ?? null, all: joined(taken, rest) };
}

/**
 * The importer of a text that begins with this line. A text of `format` may begin otherwise than one that is not declared, but not like
 * one of another format.
 * @throws IssuerDataError `unknown_format`
 */
export function importerFor(firstLine: string, format?: IssuerFormat): Importer {
  const begins = (importer: Importer, declared?: IssuerFormat): boolean => {
    const cells = cellsOfLine(firstLine, importer.layout);
    return cells !== null && beginsAs(importer, cells, declared);
  };
  const lookedLike = IMPORTERS.find((importer) => begins(importer));
  const found = lookedLike ?? IMPORTERS.find((importer) => importer.format === format && begins(importer, format));
  if (found === undefined || (format !== undefined && found.format !== format)) throw unknownFormat(format);
  return found;
}

/** A file that is declared need only have what its format needs; one that is not must look exactly like it. */
export function beginsAs(importer: Importer, first: readonly string[], declared?: IssuerFormat): boolean {
  return declared === undefined ? importer.recognizes(first) : importer.admits(first);
}

export function unknownFormat(format?: IssuerFormat): IssuerDataError {
  const columns = IMPORTERS.find((importer) => importer.format === format)?.columns ?? [];
  const which = columns.length === 0 ? '' : `, which has the columns ${columns.join(', ')}`;
  const hint =
    format === undefined
      ? `Formats: ${ISSUER_FORMATS.join(', ')}.`
      : `It does not begin as a file of the format ${format}${which}.`;
  return new IssuerDataError('unknown_format', { line: 1, hint });
}

async function* joined(taken: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* taken;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
