import { readFileSync } from 'node:fs';
import { CardTables } from '../core/card-tables.js';
import type { IinTable } from '../core/iin-table.js';
import type { Clock, IinSource, IssuerDataStatus, Snapshot } from '../validation/ports.js';
import { openVerifiedTable } from './verified-table.js';

/** The table that ships with the release: compiled from `data/` by `npm run data:build`. */
const EMBEDDED_TABLE = new URL('./embedded.iin', import.meta.url);

/** @throws ArtifactError when the file is not the table it claims to be. */
export function loadEmbeddedTable(): IinTable {
  return openVerifiedTable(readFileSync(EMBEDDED_TABLE));
}

/** Answers from the embedded table, for as long as the process lives. */
export class EmbeddedIinSource implements IinSource {
  readonly #snapshot: Snapshot;

  private constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** @throws ArtifactError when the file is not the table it claims to be. */
  static load(clock: Clock): EmbeddedIinSource {
    return new EmbeddedIinSource({ tables: new CardTables(loadEmbeddedTable(), null), loadedAt: clock() });
  }

  current(): Snapshot {
    return this.#snapshot;
  }

  issuerData(): IssuerDataStatus {
    return { state: 'none', fault: null, checkedAt: null };
  }
}
