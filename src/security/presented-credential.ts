import type { IncomingMessage } from 'node:http';
import { AccessRefused } from './access-refused.js';

export type CredentialHeader = 'authorization' | 'x-api-key';

/** RFC 6750: one word, a space, one token. */
const BEARER = /^bearer +([^\s,]+)$/i;

/**
 * The one credential a request shows. More than one, even twice the same, is refused: whoever stands between might have looked at
 * the other. Node keeps only the first `Authorization` in `headers`, so the raw headers are read.
 *
 * @throws AccessRefused
 */
export function presentedCredential({ rawHeaders }: IncomingMessage, taken: readonly CredentialHeader[]): string {
  let found: { readonly name: CredentialHeader; readonly value: string } | null = null;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = credentialHeader(rawHeaders[index] ?? '');
    if (name === null) continue;
    if (found !== null || !taken.includes(name)) throw new AccessRefused('malformed');
    found = { name, value: rawHeaders[index + 1] ?? '' };
  }
  if (found === null) throw new AccessRefused('missing');
  return found.name === 'authorization' ? bearer(found.value) : plain(found.value);
}

/** Lengths first: this runs for each header of each request. */
function credentialHeader(name: string): CredentialHeader | null {
  if (name.length === 13 && name.toLowerCase() === 'authorization') return 'authorization';
  return name.length === 9 && name.toLowerCase() === 'x-api-key' ? 'x-api-key' : null;
}

function bearer(value: string): string {
  const token = BEARER.exec(value)?.[1];
  if (token === undefined) throw new AccessRefused('malformed');
  return token;
}

function plain(value: string): string {
  if (value === '') throw new AccessRefused('malformed');
  return value;
}
