import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { importIssuerFile } from '../../src/bin-data/load/issuer-import.js';

/** Where files of third parties may lie; they are not part of the repository, and no row of them ever will be. */
const FOLDER = join(import.meta.dirname, '../../../shared/data');
const LIMITS = { bytesMax: 100_000_000, rowsMax: 1_000_000, skippedPercentMax: 1 };

/** What was counted in the editions of November 2026; later ones grow. */
const EXPECTED = [
  { name: 'bin-cc-131k.csv', format: 'bin-cc', keptMin: 131_127 },
  { name: 'bin-list-data-12k.csv', format: 'bin-list-data', keptMin: 12_256 },
  { name: 'binlist-data.csv', format: 'binlist-data', keptMin: 5_805 },
  { name: 'cn-bankcard.csv', format: 'cn-bankcard', keptMin: 1_698 },
  { name: 'eftpos-au.csv', format: 'eftpos-au', keptMin: 421 },
  { name: 'kicc-korea.csv', format: 'kicc-korea', keptMin: 3_634 },
  { name: 'turkey-bin-list.csv', format: 'turkey-bin-list', keptMin: 1_875 },
] as const;

describe('a file of a third party', () => {
  for (const { name, format, keptMin } of EXPECTED) {
    (isThere(name) ? test : test.skip)(
      `${name} is read`,
      async () => {
        const { file } = await importIssuerFile(join(FOLDER, name), LIMITS);
        expect(file.format).toBe(format);
        expect(file.rowsKept).toBeGreaterThanOrEqual(keptMin);
        expect(file.rowsKept + file.skipped.reduce((sum, { count }) => sum + count, 0)).toBe(file.rowsRead);
        expect(
          file.records.filter(({ name: issuer, product }) => issuer !== null || product !== null).length,
        ).toBeGreaterThan(keptMin / 2);
      },
      60_000,
    );
  }
});

function isThere(name: string): boolean {
  if (existsSync(join(FOLDER, name))) return true;
  process.stderr.write(`skipped: ${name} is not in ../shared/data; it is its publisher’s, not ours to keep\n`);
  return false;
}
