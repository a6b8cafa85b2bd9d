import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import { RecordError } from './record-error.js';

const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** Opening must not wait for the writer of a pipe; Windows has neither. */
const OPEN_FLAGS = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The whole of a text file. @throws RecordError */
export async function readSmallFile(path: string): Promise<string> {
  return decoded(await readSmallBytes(path));
}

/** The same sentences for every file of the operator that cannot be read. @throws RecordError */
export async function readSmallBytes(path: string): Promise<Buffer> {
  const handle = await open(path, OPEN_FLAGS).catch((error: unknown) => {
    throw new RecordError(isMissing(error) ? 'There is no such file.' : 'The file may not be read.', null, true);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new RecordError('It is not an ordinary file.');
    if (stats.size > FILE_BYTES_MAX) throw new RecordError(`It is longer than ${FILE_BYTES_MAX} bytes.`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function decoded(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new RecordError('It is not UTF-8.');
  }
}

function isMissing(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
