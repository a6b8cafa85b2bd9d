/** What names one state of an answer. What RFC 9110 does not allow in an entity tag is replaced. */
export function entityTag(...parts: readonly string[]): string {
  return `"${parts.join('.').replace(/[^\x21\x23-\x7e]/g, '_')}"`;
}

/** `If-None-Match` as RFC 9110 §13.1.2 reads it: a list, weak comparison, `*` for anything. */
export function noneMatchHolds(header: string | undefined, tag: string): boolean {
  if (header === undefined) return true;
  if (header.trim() === '*') return false;
  return !(header.match(ENTITY_TAG) ?? []).some((given) => opaque(given) === opaque(tag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}

const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;
