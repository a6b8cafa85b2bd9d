import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'corpus');

/** Text, bytes that are no text, or something too long to be written out. */
type Part = string | { readonly base64: string } | { readonly times: number; readonly of: string };
type Sent = string | readonly Part[];

interface Written {
  readonly name: string;
  readonly send: Sent;
  /** What must come back: see `outcome.ts`. */
  readonly expect: string;
  /** Method and path, where the file has more than one door. */
  readonly door?: string;
  readonly headers?: Readonly<Record<string, Sent>>;
  /** GraphQL only. */
  readonly variables?: unknown;
  readonly operationName?: unknown;
}

export interface HostileCase {
  readonly name: string;
  readonly expect: string;
  readonly bytes: Buffer;
  /** What was meant, without HTTP around it: the seed of mutations. */
  readonly seed: Buffer;
}

/** What `send` is in a file of the corpus: the body, or what stands at one place of a good request. */
type Place = 'body' | 'digits' | 'graphql' | 'pan' | 'path' | 'prefix' | 'raw';

export const CORPUS_FILES: Readonly<Record<string, { readonly place: Place; readonly door: string }>> = {
  json: { place: 'body', door: 'POST /v1/cards/validate' },
  batch: { place: 'body', door: 'POST /v1/cards/batch' },
  cards: { place: 'pan', door: 'POST /v1/cards/validate' },
  luhn: { place: 'digits', door: 'POST /v1/luhn/check' },
  iins: { place: 'prefix', door: 'GET /v1/iins/' },
  paths: { place: 'path', door: 'GET ' },
  headers: { place: 'body', door: 'GET /v1/brands/visa' },
  graphql: { place: 'graphql', door: 'POST /graphql' },
  lines: { place: 'body', door: 'POST /v1/cards/batch' },
  http: { place: 'raw', door: '' },
};

export function readCorpus(file: string): readonly HostileCase[] {
  const lines = readFileSync(join(FOLDER, `${file}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => toCase(file, JSON.parse(line) as Written));
}

export function corpusOnDisk(): readonly string[] {
  return readdirSync(FOLDER).map((name) => name.replace(/\.jsonl$/, ''));
}

export function toCase(file: string, written: Written): HostileCase {
  const rules = CORPUS_FILES[file];
  if (rules === undefined) throw new Error(`${file} is not a file of the corpus.`);
  const seed = bytesOf(written.send);
  const { name, expect } = written;
  return { name, expect, seed, bytes: rules.place === 'raw' ? seed : requestOf(rules, written, seed) };
}

function requestOf(rules: (typeof CORPUS_FILES)[string], written: Written, seed: Buffer): Buffer {
  const { door = rules.door } = written;
  const inPath = rules.place === 'path' || rules.place === 'prefix';
  const body = inPath ? Buffer.alloc(0) : bodyOf(rules.place, written, seed);
  const given = Object.entries(written.headers ?? {}).map(([name, value]) => [name, bytesOf(value)] as const);
  const names = new Set(given.map(([name]) => name));
  const usual: readonly (readonly [string, string])[] = [
    ['host', 'localhost'],
    ['connection', 'close'],
    ...(body.length > 0 || door.startsWith('POST') ? ([['content-length', String(body.length)]] as const) : []),
    ...(body.length > 0 ? ([['content-type', 'application/json']] as const) : []),
  ];
  const kept = usual.filter(([name]) => !names.has(name)).map(([name, value]) => [name, Buffer.from(value)] as const);
  const head = [...kept, ...given].flatMap(([name, value]) => [Buffer.from(`${name}: `), value, Buffer.from('\r\n')]);
  const target = inPath ? [Buffer.from(door), seed] : [Buffer.from(door)];
  return Buffer.concat([...target, Buffer.from(' HTTP/1.1\r\n'), ...head, Buffer.from('\r\n'), body]);
}

function bodyOf(place: Place, { variables, operationName }: Written, seed: Buffer): Buffer {
  const text = seed.toString();
  if (place === 'pan') return Buffer.from(JSON.stringify({ pan: text }));
  if (place === 'digits') return Buffer.from(JSON.stringify({ digits: text }));
  if (place === 'graphql') return Buffer.from(JSON.stringify({ query: text, variables, operationName }));
  return seed;
}

function bytesOf(sent: Sent): Buffer {
  const parts = typeof sent === 'string' ? [sent] : sent;
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(part);
      return 'base64' in part ? Buffer.from(part.base64, 'base64') : Buffer.from(part.of.repeat(part.times));
    }),
  );
}
