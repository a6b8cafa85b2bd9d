import { createHash } from 'node:crypto';
import { IinTable } from '../core/iin-table.js';
import { ArtifactError, hashedBytes, recordedSha256 } from '../core/section-buffer.js';

/**
 * Opens a compiled table after comparing its checksum, so that no damaged byte ever answers.
 * @throws ArtifactError
 */
export function openVerifiedTable(file: Uint8Array): IinTable {
  const buffer = new Uint8Array(file).buffer;
  const recorded = recordedSha256(buffer);
  if (createHash('sha256').update(hashedBytes(buffer)).digest('hex') !== recorded) throw new ArtifactError('corrupt');
  return IinTable.open(buffer);
}
