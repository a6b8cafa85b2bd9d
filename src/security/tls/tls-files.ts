import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { type TlsFault, TlsFileError } from './tls-fault.js';

/** Where the files are. */
export interface TlsPaths {
  readonly cert: string;
  readonly key: string;
  /** Null where clients are not asked for a certificate. */
  readonly clientCa: string | null;
}

/** What stood in the files when they were read. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly clientCa: Buffer | null;
}

/** Three hundred authorities have room in it. */
const FILE_BYTES_MAX = 1024 * 1024;
/** Opening must not wait for the writer of a pipe; Windows has no such flag. */
const OPEN_FLAGS = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** @throws TlsFileError */
export async function readTlsFiles({ cert, key, clientCa }: TlsPaths): Promise<TlsFiles> {
  const [certBytes, keyBytes, caBytes] = await Promise.all([
    read(cert, 'cert_not_readable'),
    read(key, 'key_not_readable'),
    clientCa === null ? null : read(clientCa, 'client_ca_not_readable'),
  ]);
  return { cert: certBytes, key: keyBytes, clientCa: caBytes };
}

/** Tells contents apart without keeping them. */
export function digestOf({ cert, key, clientCa }: TlsFiles): string {
  const hash = createHash('sha256');
  for (const bytes of [cert, key, clientCa ?? Buffer.of()]) hash.update(`${String(bytes.length)} `).update(bytes);
  return hash.digest('hex');
}

async function read(path: string, fault: TlsFault): Promise<Buffer> {
  try {
    const handle = await open(path, OPEN_FLAGS);
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > FILE_BYTES_MAX) throw new TlsFileError(fault);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch {
    throw new TlsFileError(fault);
  }
}
