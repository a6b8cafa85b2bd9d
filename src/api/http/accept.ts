/** One range of an `Accept` or `Accept-Language` header. */
interface Preference {
  readonly range: string;
  readonly quality: number;
}

/**
 * Does the header let the client take one of these media types? RFC 9110 §12.5.1: the most specific range that matches a type
 * decides, and q=0 excludes. A missing header accepts everything.
 */
export function acceptsAny(header: string | undefined, mediaTypes: readonly string[]): boolean {
  if (header === undefined || header.trim() === '') return true;
  const preferences = parsePreferences(header);
  return mediaTypes.some((mediaType) => qualityOf(mediaType, preferences) > 0);
}

/** The one of these media types that the header wants most; the first of several it wants equally. */
export function mostWanted<T extends string>(header: string | undefined, mediaTypes: readonly [T, ...T[]]): T {
  const preferences = parsePreferences(header ?? '*/*');
  const qualities = mediaTypes.map((mediaType) => qualityOf(mediaType, preferences));
  return mediaTypes[qualities.indexOf(Math.max(...qualities))] ?? mediaTypes[0];
}

/** How much `Accept-Encoding` wants a coding by its name; `*` names none. */
export function qualityOfCoding(header: string, coding: string): number {
  const named = parsePreferences(header).filter(({ range }) => range === coding);
  return Math.max(0, ...named.map(({ quality }) => quality));
}

/** Ranges in the order of the client's wishes, unwanted ones (q=0) left out. */
export function wishes(header: string): readonly string[] {
  return parsePreferences(header)
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ range }) => range);
}

function qualityOf(mediaType: string, preferences: readonly Preference[]): number {
  const ranges = [mediaType, `${mediaType.slice(0, mediaType.indexOf('/'))}/*`, '*/*'];
  for (const range of ranges) {
    const matching = preferences.filter((preference) => preference.range === range);
    if (matching.length > 0) return Math.max(...matching.map(({ quality }) => quality));
  }
  return 0;
}

/** Parameters other than `q` are dropped: none of our types has one that matters. */
function parsePreferences(header: string): readonly Preference[] {
  return header.split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    return { range, quality: quality >= 0 && quality <= 1 ? quality : 0 };
  });
}
