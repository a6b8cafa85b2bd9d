/** Makes editions of issuer data and publishes them as kubelet does. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIssuerTable } from '../dist/core/issuers/issuer-table-builder.js';
import { IssuerTable } from '../dist/core/issuers/issuer-table.js';

export const FILE = 'issuers.iin';
/** Numbers with this prefix are answered with the name of the edition. */
export const PREFIX = '400000';

export interface Edition {
  /** Name that the edition gives the issuer of `PREFIX`. */
  readonly name: string;
  readonly version: string;
  readonly bytes: Buffer;
}

const FACTS = {
  country: 'KR',
  funding: 'credit',
  product: null,
  segment: 'unknown',
  brandId: null,
  panLengths: [],
} as const;

export function makeEditions(count: number, rows: number): readonly Edition[] {
  return Array.from({ length: count }, (_, edition) => {
    const name = `Issuer of edition ${String(edition)}`;
    const records = Array.from({ length: rows }, (_, row) => {
      const low = String(Number(PREFIX) + row);
      return { ...FACTS, low, high: low, name: row === 0 ? name : `Issuer ${String(row % 997)}` };
    });
    const bytes = buildIssuerTable({ builtAt: '2026-01-01T00:00:00Z', files: [fileOf(records)] }, (part) =>
      createHash('sha256').update(part).digest(),
    );
    return { name, version: IssuerTable.open(bytes).version, bytes: Buffer.from(bytes) };
  });
}

type Records = Parameters<typeof buildIssuerTable>[0]['files'][number]['records'];

function fileOf(records: Records): Parameters<typeof buildIssuerTable>[0]['files'][number] {
  return {
    ...{ id: 'made-up', title: 'Made up', format: 'made-up', version: null, licence: null, locator: null },
    ...{ countries: [], rank: 1, sha256: '0'.repeat(64), rowsRead: records.length, rowsKept: records.length },
    ...{ skipped: [], notes: [], records },
  };
}

/** A directory as kubelet keeps a ConfigMap: `file → ..data/file`, and `..data` → a new directory for each edition. */
export class Publisher {
  readonly directory = mkdtempSync(join(tmpdir(), 'iinspect-reload-run-'));
  #published = 0;

  get path(): string {
    return join(this.directory, FILE);
  }

  publish({ bytes }: Edition): void {
    const next = `..2026_${String(++this.#published)}`;
    mkdirSync(join(this.directory, next));
    writeFileSync(join(this.directory, next, FILE), bytes);
    symlinkSync(next, join(this.directory, '..data_tmp'));
    renameSync(join(this.directory, '..data_tmp'), join(this.directory, '..data'));
    if (this.#published === 1) symlinkSync(join('..data', FILE), this.path);
    else rmSync(join(this.directory, `..2026_${String(this.#published - 1)}`), { recursive: true });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
