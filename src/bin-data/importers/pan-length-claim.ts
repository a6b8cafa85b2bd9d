import { isPanLength } from '../../core/claim-resolution.js';

/** `16`, `16 19`, `16-19`; ascending, each once. Null when a word is none of these, or no card can have so many digits. */
export function panLengthsOf(cell: string): readonly number[] | null {
  const lengths = new Set<number>();
  for (const word of cell.split(/\s+/).filter(Boolean)) {
    const [, from = '', to = from] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(word) ?? [];
    if (!isPanLength(Number(from)) || !isPanLength(Number(to)) || Number(from) > Number(to)) return null;
    for (let length = Number(from); length <= Number(to); length++) lengths.add(length);
  }
  return [...lengths].sort((a, b) => a - b);
}
