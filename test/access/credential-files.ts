import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, newApiKey } from '../../src/security/keys/api-key.js';
import { type KeyRecord, keyRecordLine } from '../../src/security/keys/key-record.js';
import type { Scope } from '../../src/security/scope.js';

/** A folder that the test removes. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'iinspect-access-'));

  write(name: string, text: string): string {
    const path = join(this.path, name);
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

export interface MadeKey {
  readonly key: string;
  readonly record: KeyRecord;
  readonly line: string;
}

export function makeKey(scopes: readonly Scope[], given: Partial<KeyRecord> = {}): MadeKey {
  const { id, key } = newApiKey(() => false);
  const record: KeyRecord = {
    id,
    digest: digestOf(key).toString('hex'),
    scopes,
    name: null,
    createdAt: new Date('2026-01-01T00:00:00Z'),
    expiresAt: null,
    cardsMax: null,
    ...given,
  };
  return { key, record, line: `${keyRecordLine(record)}\n` };
}
