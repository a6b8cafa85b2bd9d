import type { LineFindingCode } from '../../src/core/batch/batch-finding.js';
import type { BatchPlan, CsvColumns } from '../../src/core/batch/batch-plan.js';

/** What the slow twin finds in a line. */
export type LineReading = { readonly id: IdReading } & (
  { readonly pan: string | number } | { readonly problem: Exclude<LineFindingCode, 'ID_NOT_ECHOED'> }
);

export type IdReading = 'none' | 'not_echoed' | EchoedId;

export interface EchoedId {
  /** Of a number: as it stands in the line. */
  readonly text: string;
  readonly isNumber: boolean;
}

const ID_BYTES_MAX = 256;
const CARD_DIGITS_MIN = 12;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @param bytes A line without its end. */
export function readRecord(plan: BatchPlan, bytes: Uint8Array): LineReading {
  if (bytes.length > plan.lineBytesMax) return { problem: 'LINE_TOO_LONG', id: 'none' };
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (plan.input === 'text') return { pan: text, id: 'none' };
  return plan.input === 'ndjson' ? readJson(text) : readCsv(text, plan.columns!);
}

function readJson(text: string): LineReading {
  if (/^[ \t\r]*$/.test(text)) return { pan: '', id: 'none' };
  const parsed = parseJson(text);
  if (parsed === null) return { problem: 'LINE_NOT_JSON', id: 'none' };
  const { value } = parsed;
  if (typeof value === 'string' || typeof value === 'number') return { pan: value, id: 'none' };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'LINE_WITHOUT_PAN', id: 'none' };
  const own = new Map<string, unknown>(Object.entries(value));
  const pan = own.get('pan');
  const id = readJsonId(own.get('id'), text);
  return typeof pan === 'string' || typeof pan === 'number' ? { pan, id } : { problem: 'LINE_WITHOUT_PAN', id };
}

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

function readJsonId(id: unknown, text: string): IdReading {
  if (id === undefined || id === null) return 'none';
  if (typeof id === 'string') return readId({ text: id, isNumber: false });
  return typeof id === 'number' ? readId({ text: sourceOfId(text), isNumber: true }) : 'not_echoed';
}

type SourcedParse = (
  text: string,
  reviver: (this: object, key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => object;

/** The number of the outermost object as it is written. */
function sourceOfId(text: string): string {
  const sources = new Map<object, string | undefined>();
  const root = (JSON.parse as SourcedParse)(text, function (key, value, { source }) {
    if (key === 'id') sources.set(this, source);
    return value;
  });
  return sources.get(root)!;
}

function readCsv(text: string, { delimiter, pan, id }: CsvColumns): LineReading {
  if (text === '') return { pan: '', id: 'none' };
  const cells = splitCsv(text, String.fromCharCode(delimiter));
  if (cells === null) return { problem: 'LINE_NOT_CSV', id: 'none' };
  const idCell = id === null ? undefined : cells[id];
  const idReading = idCell === undefined ? 'none' : readId({ text: idCell, isNumber: false });
  const panCell = cells[pan];
  return panCell === undefined ? { problem: 'LINE_WITHOUT_PAN', id: idReading } : { pan: panCell, id: idReading };
}

/** RFC 4180 within one line; null where the quotation marks do not fit. */
export function splitCsv(text: string, delimiter: string): readonly string[] | null {
  const cells: string[] = [];
  let rest: string | null = text;
  while (rest !== null) {
    const cell: Cell | null = rest.startsWith('"') ? quotedCell(rest) : plainCell(rest, delimiter);
    if (cell === null || (cell.rest !== '' && !cell.rest.startsWith(delimiter))) return null;
    cells.push(cell.text);
    rest = cell.rest === '' ? null : cell.rest.slice(delimiter.length);
  }
  return cells;
}

interface Cell {
  readonly text: string;
  /** What follows it in the line, from the delimiter on. */
  readonly rest: string;
}

function plainCell(line: string, delimiter: string): Cell | null {
  const [text] = line.split(delimiter, 1);
  return text!.includes('"') ? null : { text: text!, rest: line.slice(text!.length) };
}

function quotedCell(line: string): Cell | null {
  let text = '';
  for (let at = 1; at < line.length; at++) {
    if (line[at] !== '"') text += line[at]!;
    else if (line[at + 1] === '"') {
      text += '"';
      at++;
    } else return { text, rest: line.slice(at + 1) };
  }
  return null;
}

function readId(id: EchoedId): IdReading {
  if (id.text === '') return 'none';
  if (new TextEncoder().encode(id.text).length > ID_BYTES_MAX) return 'not_echoed';
  return isCardLike(id.text) ? 'not_echoed' : id;
}

/** Twelve digits or more, of whatever script, with at most one character between two of them that does not break the run. */
export function isCardLike(text: string): boolean {
  if (UUID.test(text)) return false;
  let digits = 0;
  let gap = 0;
  for (const character of text) {
    if (/\p{Nd}/u.test(character)) {
      digits = gap > 1 ? 1 : digits + 1;
      gap = 0;
      if (digits >= CARD_DIGITS_MIN) return true;
    } else if (/[\p{L}{}[\]]/u.test(character)) [digits, gap] = [0, 0];
    else gap++;
  }
  return false;
}
