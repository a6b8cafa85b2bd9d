import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importIssuerFile, type ImportOptions, type ImportResult } from '../../src/bin-data/load/issuer-import.js';

/** Everything is let through, so that a test sees what it is about. */
export const NO_LIMITS = { bytesMax: 2 ** 30, rowsMax: 10_000_000, skippedPercentMax: 100 };

/** Imports a file of this content. */
export async function importText(
  content: string | Uint8Array,
  options: Partial<ImportOptions> = {},
): Promise<ImportResult> {
  return inFolder({ 'rows.csv': content }, (folder) =>
    importIssuerFile(join(folder, 'rows.csv'), { ...NO_LIMITS, ...options }),
  );
}

/** Runs in a folder that holds these files and is gone afterwards. */
export async function inFolder<Result>(
  files: Readonly<Record<string, string | Uint8Array>>,
  run: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'iinspect-issuers-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
