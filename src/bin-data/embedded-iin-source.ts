import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { IinTable } from '../core/iin-table.js';
import { ArtifactError, hashedBytes } from '../core/section-buffer.js';
import type { Clock, IinSource, Snapshot } from '../validation/ports.js';

/** The table that ships with the release: compiled from `data/` by `npm run data:build`. */
const EMBEDDED_TABLE = new URL('./embedded.iin', import.meta.url);

/** Answers from the embedded table, for as long as the process lives. */
export class EmbeddedIinSource implements IinSource {
  readonly #snapshot: Snapshot;

  private constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** @throws ArtifactError when the file is not the table it claims to be. */
  static load(clock: Clock): EmbeddedIinSource {
    return new EmbeddedIinSource({ table: openVerified(readFileSync(EMBEDDED_TABLE)), loadedAt: clock() });
  }

  current(): Snapshot {
    return this.#snapshot;
  }
}

function openVerified(file: Buffer): IinTable {
  const buffer = new Uint8Array(file).buffer;
  const table = IinTable.open(buffer);
  const sha256 = createHash('sha256').update(hashedBytes(buffer)).digest('hex');
  if (sha256 !== table.sha256) throw new ArtifactError('corrupt');
  return table;
}
