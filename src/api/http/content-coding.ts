import { qualityOfCoding } from './accept.js';

export const IDENTITY = 'identity';

/** Better ones first. */
export const CODINGS = ['zstd', 'gzip'] as const;
export type ContentCoding = (typeof CODINGS)[number];

/** What `Content-Encoding` says was done to a body; a list of several, which nobody sends, is no coding of ours. */
export function contentCodingOf(header: string | undefined): string {
  const coding = header?.trim().toLowerCase() ?? '';
  if (coding === '') return IDENTITY;
  // RFC 9110 §8.4.1.3: an old name for the same.
  return coding === 'x-gzip' ? 'gzip' : coding;
}

/**
 * What to do to an answer, by `Accept-Encoding`: only what was asked for by its name, and not less than the plain text was. A stream
 * costs its sender too much to be compressed for somebody who sent `*`.
 */
export function answerCodingOf(header: string | undefined): ContentCoding | null {
  if (header === undefined) return null;
  const qualities = CODINGS.map((coding) => qualityOfCoding(header, coding));
  const best = Math.max(...qualities);
  if (best === 0 || best < qualityOfCoding(header, IDENTITY)) return null;
  return CODINGS[qualities.indexOf(best)] ?? null;
}
