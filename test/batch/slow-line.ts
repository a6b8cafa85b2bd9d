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
  return withOwnPan(plan.input === 'ndjson' ? readJson(text) : readCsv(text, plan.columns!));
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
  if (new TextEncoder().encode(id.text).length > ID_BYTES_MAX || /[\p{Cc}\ufffd]/u.test(id.text)) return 'not_echoed';
  return isCardLike(id.text) ? 'not_echoed' : id;
}

/** An id that hides the number of its own line between letters. */
function withOwnPan(reading: LineReading): LineReading {
  if (!('pan' in reading) || typeof reading.pan !== 'string' || typeof reading.id === 'string') return reading;
  if ([...reading.pan].some((character) => !'0123456789 -'.includes(character))) return reading;
  const pan = asciiDigits(reading.pan);
  const hides = pan.length >= CARD_DIGITS_MIN && asciiDigits(withoutMachineWords(reading.id.text)).includes(pan);
  return hides ? { ...reading, id: 'not_echoed' } : reading;
}

function asciiDigits(text: string): string {
  return [...text].filter((character) => character >= '0' && character <= '9').join('');
}

/** Twelve digits or more, of whatever script, with no letter between them. */
export function isCardLike(text: string): boolean {
  let digits = 0;
  for (const character of withoutMachineWords(text)) {
    if (/\p{N}/u.test(character)) digits++;
    if (/\p{L}/u.test(character)) digits = 0;
    if (digits >= CARD_DIGITS_MIN) return true;
  }
  return false;
}

/** Words of hex digits with a letter, as long as UUIDs, object ids and digests are. */
function withoutMachineWords(text: string): string {
  const words = text.split(/([0-9a-z]+(?:-[0-9a-z]+)*)/i);
  return words.map((word) => cutMachineWord(word)).join('');
}

function cutMachineWord(word: string): string {
  const isMachineMade = (part: string): boolean =>
    /^[0-9a-f]+$/i.test(part) && /[a-f]/i.test(part) && [24, 32, 40, 64].includes(part.length);
  const parts = word.split('-');
  for (let at = 0; at < parts.length; at++) {
    const uuid = parts.slice(at, at + 5).join('-');
    if (UUID.test(uuid) && /[a-f]/i.test(uuid)) parts.splice(at, 5, 'x');
    else if (isMachineMade(parts[at]!)) parts[at] = 'x';
  }
  return parts.join('-');
}
