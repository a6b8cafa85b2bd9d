import { basename, extname } from 'node:path';
import type { BatchInput } from '../../../core/batch/batch-plan.js';
import { CliFailure } from '../../cli-failure.js';
import { quotable } from '../../quotable.js';

export const STDIN = '-';

const COMPRESSIONS = { '.gz': 'gzip', '.zst': 'zstd' } as const;
export type Compression = (typeof COMPRESSIONS)[keyof typeof COMPRESSIONS];

const FORMATS: Readonly<Record<string, BatchInput>> = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
  '.txt': 'text',
  // Pipes have names of no kind: standard input, `<(command)`.
  '': 'text',
};

export function compressionOf(path: string): Compression | null {
  const extension = extname(path).toLowerCase();
  return extension === '.gz' || extension === '.zst' ? COMPRESSIONS[extension] : null;
}

/** What the name of a file says of its content. @throws CliFailure where it says nothing we know. */
export function formatOf(path: string): BatchInput {
  const name = compressionOf(path) === null ? path : path.slice(0, -extname(path).length);
  const format = path === STDIN ? 'text' : FORMATS[extname(name).toLowerCase()];
  if (format !== undefined) return format;
  const known = Object.keys(FORMATS).filter((extension) => extension !== '');
  throw new CliFailure(
    'usage',
    `The name ${shownName(path)} does not say how it is to be read: it ends in none of ${known.join(' ')}. Say it with --format.`,
  );
}

/** As messages call it. */
export function shownName(path: string): string {
  return path === STDIN ? 'standard input' : quotable(basename(path));
}
