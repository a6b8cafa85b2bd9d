import type { Buffer } from 'node:buffer';
import { answersIn, type RawAnswer } from './raw-answers.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- What came is what is to be found out.
type Json = any;

/**
 * What came back, in a line: for each answer its status and what matters of its body, and `close` when the server said that it reads no
 * more. `nothing` when the connection was closed without a word, `cut` when an answer is not whole.
 */
export function outcomeOf(received: Buffer): string {
  const { answers, end } = answersIn(received, true);
  if (received.length === 0) return 'nothing';
  const told = answers.map(describe);
  const isLast = answers.at(-1)?.headers.get('connection') === 'close';
  return [...told, ...(end < received.length ? ['cut'] : [])].join(', ') + (isLast ? '' : '; open');
}

export function describe({ status, headers, body }: RawAnswer): string {
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('application/problem+json')) return `${status} ${problemIn(jsonIn(body))}`;
  if (type.startsWith('application/x-ndjson')) return `${status} ${linesIn(body)}`;
  if (type.startsWith('text/csv')) return `${status} csv ${csvIn(body)}`;
  if (/[/+]json\b/.test(type) && body.length > 0) return `${status} ${answerIn(jsonIn(body))}`;
  const named = type.replace(/;.*/, '');
  return named === '' ? String(status) : `${status} ${named}`;
}

function jsonIn(body: Buffer): Json {
  return JSON.parse(body.toString());
}

function problemIn({ code, errors = [] }: Json): string {
  const places = errors.map((error: Json) => `${placeOf(error)}:${error.code}`);
  return [code, ...shorten(places)].join(' ');
}

function placeOf({ pointer }: Json): string {
  return pointer === '' ? 'root' : pointer;
}

function answerIn(answer: Json): string {
  if (Array.isArray(answer.errors)) return graphqlErrorsIn(answer);
  if (answer.data !== undefined) return dataIn(answer.data);
  if (answer.maskedPan !== undefined) return reportIn(answer);
  if (answer.results !== undefined) return `[${shorten(answer.results.map(reportIn)).join(' | ')}]`;
  if (answer.prefix !== undefined) return iinIn(answer);
  if (answer.checkDigit !== undefined) return `digit ${answer.checkDigit} sum ${answer.sum}`;
  if (answer.sum !== undefined) return luhnIn(answer);
  return 'json';
}

function reportIn({ status, brand, findings }: Json): string {
  return [status, brand?.id ?? brand ?? '-', ...findings.map((finding: Json) => finding.code ?? finding)].join(' ');
}

function iinIn({ brand, decided, findings }: Json): string {
  return [brand?.id ?? '-', decided ? 'decided' : 'open', ...findings.map(({ code }: Json) => code)].join(' ');
}

function luhnIn({ valid, sum, expectedCheckDigit, rows }: Json): string {
  const explained = rows === undefined ? '' : ` rows ${rows.length}`;
  return `${valid} sum ${sum} expects ${expectedCheckDigit}${explained}`;
}

function graphqlErrorsIn({ errors, data }: Json): string {
  const codes = new Set(errors.map(({ extensions }: Json) => extensions.problem ?? extensions.code));
  const places = errors.flatMap(({ extensions }: Json) =>
    (extensions.errors ?? []).map((error: Json) => `${placeOf(error)}:${error.code}`),
  );
  return `${data == null ? '' : 'partial '}${[...codes].sort().join('+')}${places.length > 0 ? ` ${shorten(places).join(' ')}` : ''}`;
}

const DATA_LENGTH_MAX = 160;

function dataIn(data: Json): string {
  const text = JSON.stringify(data);
  return text.length <= DATA_LENGTH_MAX ? text : `${text.slice(0, DATA_LENGTH_MAX)}… (${text.length})`;
}

function linesIn(body: Buffer): string {
  const records = body
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const told = records.map((record: Json) => ('byBrand' in record ? summaryIn(record) : recordIn(record)));
  return shorten(told).join(' | ');
}

function recordIn(record: Json): string {
  const id = 'id' in record ? `${JSON.stringify(record.id)} ` : '';
  return `${id}${reportIn(record)}`;
}

function summaryIn({ lines, aborted, reason }: Json): string {
  return `done ${lines}${aborted ? ` aborted ${reason}` : ''}`;
}

function csvIn(body: Buffer): string {
  const [, ...rows] = body.toString().trimEnd().split('\n');
  return shorten(rows.filter((row) => !row.startsWith('#'))).join(' | ');
}

const ITEMS_MAX = 8;

/** Long lists by their beginning, their end and their number. */
function shorten(items: readonly string[]): readonly string[] {
  if (items.length <= ITEMS_MAX) return items;
  return [...items.slice(0, 3), `… ${items.length} …`, ...items.slice(-2)];
}
