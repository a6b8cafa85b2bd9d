import { createHash } from 'node:crypto';
import { readSmallBytes } from '../keys/read-small-file.js';
import { RecordError } from '../keys/record-error.js';
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
    const bytes = await readSmallBytes(path);
    if (bytes.byteLength <= FILE_BYTES_MAX) return bytes;
  } catch (error) {
    throw error instanceof RecordError ? new TlsFileError(fault, error.sentence) : new TlsFileError(fault);
  }
  throw new TlsFileError(fault, `It is longer than ${FILE_BYTES_MAX} bytes.`);
}
