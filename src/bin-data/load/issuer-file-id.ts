import { parse } from 'node:path';
import { holdsLongDigitRun } from '../importers/claim-text.js';

/** Lower-case letters, digits, dots and hyphens; begins and ends with a letter or digit. */
export const FILE_ID = /^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/;

const ID_CHARACTERS_MAX = 64;

/** The name of the file without its extension, as an id; `fallback` where that leaves nothing, or what may be a card number. */
export function defaultFileId(path: string, fallback: string): string {
  const slug = parse(path)
    .name.toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .slice(0, ID_CHARACTERS_MAX)
    .replace(/^[.-]+|[.-]+$/g, '');
  return slug === '' || holdsLongDigitRun(slug) ? fallback : slug;
}

/**
 * Ids made of names may meet; the later ones are numbered.
 * @param given The ids that operators gave, place by place: they stay.
 */
export function withUniqueIds<File extends { readonly id: string }>(
  files: readonly File[],
  given: readonly (string | undefined)[] = [],
): readonly File[] {
  const taken = new Set(given);
  return files.map((file, at) => {
    if (given[at] !== undefined) return file;
    let id = file.id;
    for (let number = 2; taken.has(id); number++) id = `${file.id}-${number}`;
    taken.add(id);
    return { ...file, id };
  });
}
