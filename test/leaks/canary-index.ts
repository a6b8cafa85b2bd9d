import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { DECODINGS } from './decodings.ts';

/** What of a canary was found, and how it was written. */
export interface Sighting {
  readonly canary: string;
  readonly part: 'whole' | 'head' | 'tail';
  readonly encoding: string;
}

export const HEAD = 12;
export const TAIL = 10;
/** Ten digits of a long row of joined numbers are anybody's; a card number stands alone. */
const JOINED_ROW_MAX = 24;
const DIGIT_RUN = /\d{10,}/g;

type Parts = ReadonlyMap<string, string>;

/** Finds many canaries at once, in any of the writings of `decodings.ts`, forwards and backwards, whole and in fragments. */
export class CanaryIndex {
  readonly #heads: Parts;
  readonly #tails: Parts;

  constructor(canaries: Iterable<string>) {
    const all = [...canaries];
    this.#heads = new Map(all.map((canary) => [canary.slice(0, HEAD), canary]));
    this.#tails = new Map(all.map((canary) => [canary.slice(-TAIL), canary]));
  }

  /** Each part of a canary once: undoing a writing that is not there leaves what stood there anyway. */
  search(bytes: Buffer): readonly Sighting[] {
    const sightings = new Map<string, Sighting>();
    for (const sighting of this.#allIn(bytes)) {
      const key = `${sighting.canary} ${sighting.part}`;
      if (!sightings.has(key)) sightings.set(key, sighting);
    }
    return [...sightings.values()];
  }

  *#allIn(bytes: Buffer): Generator<Sighting> {
    for (const { coding, text } of inflated(bytes))
      for (const [encoding, decode] of Object.entries(DECODINGS)) {
        const decoded = decode(text);
        if (decoded === text && encoding !== 'plain') continue;
        yield* this.#digitsOf(decoded, coding === '' ? encoding : `${encoding} in ${coding}`, encoding === 'groups');
      }
  }

  *#digitsOf(text: string, encoding: string, isJoined: boolean): Generator<Sighting> {
    for (const [run] of text.matchAll(DIGIT_RUN)) {
      yield* this.#partsIn(run, encoding, isJoined);
      yield* this.#partsIn(reversed(run), `${encoding}, reversed`, isJoined);
    }
  }

  *#partsIn(digits: string, encoding: string, isJoined: boolean): Generator<Sighting> {
    const seeksTails = !isJoined || digits.length <= JOINED_ROW_MAX;
    for (let at = 0; at + TAIL <= digits.length; at++) {
      const ofHead = this.#heads.get(digits.slice(at, at + HEAD));
      if (ofHead !== undefined)
        yield { canary: ofHead, part: digits.startsWith(ofHead, at) ? 'whole' : 'head', encoding };
      const ofTail = seeksTails ? this.#tails.get(digits.slice(at, at + TAIL)) : undefined;
      if (ofTail !== undefined) yield { canary: ofTail, part: 'tail', encoding };
    }
  }
}

/** The bytes themselves, and what they hold if they are compressed, as a file or as the body of an answer. */
function inflated(bytes: Buffer): readonly { readonly coding: string; readonly text: string }[] {
  const candidates = [bytes, ...bodiesOf(bytes)];
  const texts = candidates.map((candidate, index) => ({
    coding: index === 0 ? '' : 'chunks',
    text: latin1(candidate),
  }));
  const inflating = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync, zstd: zstdDecompressSync };
  for (const candidate of candidates)
    for (const [coding, inflate] of Object.entries(inflating)) {
      const text = attempt(() => inflate(candidate));
      if (text !== null) texts.push({ coding, text: latin1(text) });
    }
  return texts;
}

const HEAD_END = '\r\n\r\n';

/** A body that was sent in chunks has chunk sizes between its digits. */
function bodiesOf(bytes: Buffer): readonly Buffer[] {
  if (!bytes.subarray(0, 5).equals(Buffer.from('HTTP/'))) return [];
  const end = bytes.indexOf(HEAD_END);
  if (end === -1) return [];
  const body = bytes.subarray(end + HEAD_END.length);
  const head = latin1(bytes.subarray(0, end));
  return [/\ntransfer-encoding:\s*chunked/i.test(head) ? withoutChunks(body) : body];
}

function withoutChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(latin1(body.subarray(at, lineEnd)), 16);
    if (lineEnd === -1 || !(size > 0)) break;
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}

function attempt(inflate: () => Buffer): Buffer | null {
  try {
    return inflate();
  } catch {
    return null;
  }
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}
