import { createHash } from 'node:crypto';
import { IinTable } from '../core/iin-table.js';
import { ArtifactError, hashedBytes, recordedSha256 } from '../core/section-buffer.js';

/**
 * Opens a compiled table after comparing its checksum, so that no damaged byte ever answers. It lies in shared memory, where worker
 * threads read it too.
 * @throws ArtifactError
 */
export function openVerifiedTable(file: Uint8Array): IinTable {
  const buffer = new SharedArrayBuffer(file.byteLength);
  new Uint8Array(buffer).set(file);
  refuseDamaged(buffer);
  return IinTable.open(buffer);
}

/** @throws ArtifactError when the bytes are not those over which the recorded checksum was taken. */
export function refuseDamaged(buffer: ArrayBufferLike): void {
  const recorded = recordedSha256(buffer);
  if (createHash('sha256').update(hashedBytes(buffer)).digest('hex') !== recorded) throw new ArtifactError('corrupt');
}
