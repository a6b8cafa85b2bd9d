import { readFileSync } from 'node:fs';
import type { Clock, IinSource, Snapshot } from '../validation/ports.js';
import { openVerifiedTable } from './verified-table.js';

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
    return new EmbeddedIinSource({ table: openVerifiedTable(readFileSync(EMBEDDED_TABLE)), loadedAt: clock() });
  }

  current(): Snapshot {
    return this.#snapshot;
  }
}
