/** Millions of lines that nobody's card is in, in the three forms a batch takes, and what must come of them. */
import type { CardTables } from '../../dist/core/card-tables.js';
import { reportCard } from '../../dist/core/card-report.js';
import type { IinTable } from '../../dist/core/iin-table.js';
import { realisticPans, seeded } from '../inputs.ts';

export const FORMS = ['text', 'ndjson', 'csv'] as const;
export type Form = (typeof FORMS)[number];
export const MEDIA_TYPES: Readonly<Record<Form, string>> = {
  text: 'text/plain',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
};
const HEADERS: Readonly<Record<Form, string>> = { text: '', ndjson: '', csv: 'id,pan\n' };

/** So many different numbers that neither caches nor branch predictors know them; a power of two. */
const DIFFERENT = 2 ** 17;
const GARBAGE_SHARE = 0.007;
const GARBAGE = ['', 'n/a', 'unknown', '411111', 'card ending 1111', '4000 00xx xxxx 0002', '9'.repeat(25), '–'];
const CHUNK_BYTES = 2 ** 20;
const LINE_BYTES_MAX = 128;
const LINE_FEED = 10;
const ZERO = 48;
const LETTER_R = 114;

/** How often each answer must be given. Keys that would count nothing are left out. */
export interface Expected {
  readonly lines: number;
  readonly valid: number;
  readonly invalid: number;
  readonly unrecognized: number;
  readonly byBrand: Readonly<Record<string, number>>;
  readonly byFinding: Readonly<Record<string, number>>;
}

export class MadeUpLines {
  /** The different numbers, and garbage between them. */
  readonly different: readonly string[];
  readonly #encoded: readonly Uint8Array[];
  readonly #times: Uint32Array;

  readonly lines: number;
  readonly #seed: number;

  constructor(table: IinTable, lines: number, seed: number) {
    this.lines = lines;
    this.#seed = seed;
    const chance = seeded(seed);
    const pans = realisticPans(table, Math.min(DIFFERENT, 2 ** Math.ceil(Math.log2(lines))), chance);
    this.different = pans.map((pan) =>
      chance() < GARBAGE_SHARE ? GARBAGE[Math.floor(chance() * GARBAGE.length)]! : pan,
    );
    this.#encoded = this.different.map((text) => new TextEncoder().encode(text));
    this.#times = new Uint32Array(this.different.length);
    const pick = this.#picker();
    for (let line = 0; line < lines; line++) this.#times[pick()]!++;
  }

  /** Whole lines, in pieces of about a megabyte; the id of line n is `r<n>`. A piece is valid until the next one. */
  *chunks(form: Form): Generator<Uint8Array, void, void> {
    const piece = new Uint8Array(CHUNK_BYTES);
    let end = new TextEncoder().encodeInto(HEADERS[form], piece).written;
    const pick = this.#picker();
    const write = WRITERS[form];
    for (let line = 1; line <= this.lines; line++) {
      end = write(piece, end, this.#encoded[pick()]!, line);
      if (end < CHUNK_BYTES - LINE_BYTES_MAX) continue;
      yield piece.subarray(0, end);
      end = 0;
    }
    if (end > 0) yield piece.subarray(0, end);
  }

  /** By `reportCard`, once for each different number: nothing of the batch engine is asked. */
  expected(tables: CardTables): Expected {
    const counts = { valid: 0, invalid: 0, unrecognized: 0 };
    const byBrand: Record<string, number> = {};
    const byFinding: Record<string, number> = {};
    this.different.forEach((pan, index) => {
      const times = this.#times[index]!;
      if (times === 0) return;
      const { status, brand, findings } = reportCard(tables, { pan }, { now: new Date(0), language: 'en' });
      counts[status] += times;
      if (brand !== null) byBrand[brand.id] = (byBrand[brand.id] ?? 0) + times;
      for (const code of new Set(findings.map((finding) => finding.code)))
        byFinding[code] = (byFinding[code] ?? 0) + times;
    });
    return { lines: this.lines, ...counts, byBrand, byFinding };
  }

  /** Gives, line by line, which of the different numbers it has; the same each time. */
  #picker(): () => number {
    const chance = seeded(this.#seed ^ 1);
    const count = this.different.length;
    return () => Math.floor(chance() * count);
  }
}

type WriteLine = (piece: Uint8Array, at: number, pan: Uint8Array, line: number) => number;

const WRITERS: Readonly<Record<Form, WriteLine>> = {
  text: (piece, at, pan) => endLine(piece, put(piece, at, pan)),
  ndjson: (piece, at, pan, line) => {
    const middle = put(piece, put(piece, put(piece, at, PAN_KEY), pan), ID_KEY);
    return endLine(piece, put(piece, putId(piece, middle, line), OBJECT_END));
  },
  csv: (piece, at, pan, line) => endLine(piece, put(piece, put(piece, putId(piece, at, line), COMMA), pan)),
};

const encoder = new TextEncoder();
const PAN_KEY = encoder.encode('{"pan":"');
const ID_KEY = encoder.encode('","id":"');
const OBJECT_END = encoder.encode('"}');
const COMMA = encoder.encode(',');

function put(piece: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let index = 0; index < bytes.length; index++) piece[at + index] = bytes[index]!;
  return at + bytes.length;
}

function putId(piece: Uint8Array, at: number, line: number): number {
  piece[at] = LETTER_R;
  let end = at + 1;
  for (let rest = line; rest > 0; rest = Math.floor(rest / 10)) end++;
  let digit = end;
  for (let rest = line; rest > 0; rest = Math.floor(rest / 10)) piece[--digit] = ZERO + (rest % 10);
  return end;
}

function endLine(piece: Uint8Array, at: number): number {
  piece[at] = LINE_FEED;
  return at + 1;
}

/** What a summary says otherwise than it must; null when it is exact. The order of keys is not compared. */
export function differenceFrom(expected: Expected, summary: object): string | null {
  const said = summary as Partial<Expected>;
  const wrong = (['lines', 'valid', 'invalid', 'unrecognized'] as const).filter((key) => said[key] !== expected[key]);
  const differs = (key: 'byBrand' | 'byFinding'): boolean => sorted(expected[key]) !== sorted(said[key] ?? {});
  const all = [...wrong, ...(['byBrand', 'byFinding'] as const).filter(differs)];
  if (all.length === 0) return null;
  return all.map((key) => `${key} is ${JSON.stringify(said[key])}, not ${JSON.stringify(expected[key])}`).join('; ');
}

function sorted(counts: Readonly<Record<string, number>>): string {
  return JSON.stringify(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
