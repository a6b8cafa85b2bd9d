import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { IssuerDataError, type IssuerDataFault } from '../issuer-data-error.js';

const CHUNK_BYTES = 65_536;

/** Opening must not wait for the writer of a pipe; Windows has neither. */
const OPEN_FLAGS = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

const NOT_FOUND: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

export interface GuardedReading {
  readonly bytesMax: number;
  readonly onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
}

export interface GuardedFile<Result> {
  readonly result: Result;
  /** Of every byte, lower-case hex. */
  readonly sha256: string;
}

/**
 * Reads a file that may be replaced at any time: opened once, read from end to end, and taken only if neither the file nor what its
 * path leads to changed meanwhile.
 * @throws IssuerDataError
 */
export async function readGuarded<Result>(
  path: string,
  reading: GuardedReading,
  consume: (chunks: AsyncIterable<Uint8Array>, bytesTotal: number) => Promise<Result>,
): Promise<GuardedFile<Result>> {
  const file = basename(path);
  try {
    const handle = await open(path, OPEN_FLAGS);
    try {
      return await readHandle({ handle, path }, reading, consume);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw inFile(error, file);
  }
}

/** Names the file in what went wrong with it; faults of the operating system become ours. */
export function inFile(error: unknown, file: string): unknown {
  if (error instanceof IssuerDataError) return new IssuerDataError(error.fault, { file, ...error.place });
  const code = errorCode(error);
  if (code === undefined) return error;
  return new IssuerDataError(NOT_FOUND.has(code) ? 'not_found' : 'not_readable', { file });
}

async function readHandle<Result>(
  { handle, path }: { handle: FileHandle; path: string },
  { bytesMax, onProgress }: GuardedReading,
  consume: (chunks: AsyncIterable<Uint8Array>, bytesTotal: number) => Promise<Result>,
): Promise<GuardedFile<Result>> {
  const before = await handle.stat({ bigint: true });
  const fault = faultOf(before, bytesMax);
  if (fault !== null) throw new IssuerDataError(fault);
  const bytesTotal = Number(before.size);
  const hash = createHash('sha256');
  const changed = async (): Promise<boolean> => !(await isUnchanged(before, handle, path));
  try {
    const result = await consume(hashed(chunksOf(handle, bytesTotal, onProgress), hash), bytesTotal);
    if (await changed()) throw new IssuerDataError('changed_while_reading');
    return { result, sha256: hash.digest('hex') };
  } catch (error) {
    // Half an old file and half a new one look broken; what happened is that it changed.
    throw (await changed()) ? new IssuerDataError('changed_while_reading') : error;
  }
}

function faultOf(stats: BigIntStats, bytesMax: number): IssuerDataFault | null {
  if (!stats.isFile()) return 'not_readable';
  if (stats.size === 0n) return 'empty';
  return stats.size > BigInt(bytesMax) ? 'too_large' : null;
}

async function* chunksOf(
  handle: FileHandle,
  bytesTotal: number,
  onProgress: GuardedReading['onProgress'],
): AsyncGenerator<Uint8Array> {
  let position = 0;
  while (true) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    position += bytesRead;
    if (position > bytesTotal || (bytesRead === 0 && position < bytesTotal))
      throw new IssuerDataError('changed_while_reading');
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    onProgress?.(position, bytesTotal);
  }
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function isUnchanged(before: BigIntStats, handle: FileHandle, path: string): Promise<boolean> {
  const now = [await handle.stat({ bigint: true }), await stat(path, { bigint: true }).catch(() => null)];
  return now.every((stats) => stats !== null && identityOf(stats) === identityOf(before));
}

function identityOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join(' ');
}

function errorCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
