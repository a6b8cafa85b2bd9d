/** `npm run data:issuers`: how our importers read the files of third parties that lie in `../shared/data`, and the table they make. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IssuerDataError } from '../dist/bin-data/issuer-data-error.js';
import { type ImportResult, importIssuerFile } from '../dist/bin-data/load/issuer-import.js';
import type { RowCount } from '../dist/core/issuers/issuer-record.js';
import { buildIssuerTable } from '../dist/core/issuers/issuer-table-builder.js';
import { IssuerTable } from '../dist/core/issuers/issuer-table.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'shared', 'data');
const LIMITS = { bytesMax: 1_000_000_000, rowsMax: 10_000_000, skippedPercentMax: 100 };
const WIDTHS = [26, 17, 9, 9];

const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.csv')) : [];
if (names.length === 0) {
  console.log(
    `There is no file of a third party in ${FOLDER}: nothing to report. They are not part of the repository.`,
  );
} else {
  printTable(await importAll(names.sort()));
}

async function importAll(files: readonly string[]): Promise<readonly ImportResult[]> {
  console.log(row('file', 'format', 'rows', 'kept', 'seconds; what was skipped (first line) and noted'));
  const imported: ImportResult[] = [];
  for (const name of files) {
    const start = performance.now();
    try {
      const result = await importIssuerFile(join(FOLDER, name), LIMITS);
      printFile(name, result, start);
      imported.push(result);
    } catch (error) {
      if (!(error instanceof IssuerDataError)) throw error;
      console.log(row(name, '–', '', '', `${error.fault}: ${error.message}`));
    }
  }
  return imported;
}

function printFile(name: string, { file, firstLines }: ImportResult, start: number): void {
  const lines: ReadonlyMap<string, number> = firstLines;
  const skipped = ({ reason, count }: RowCount): string =>
    `skipped: ${reason} ${count} (line ${lines.get(reason) ?? 0})`;
  console.log(row(name, file.format, file.rowsRead, file.rowsKept, secondsSince(start)));
  for (const text of file.skipped.map(skipped)) console.log(row('', '', '', '', text));
  for (const { reason, count } of file.notes) console.log(row('', '', '', '', `noted:   ${reason} ${count}`));
}

function printTable(imported: readonly ImportResult[]): void {
  const start = performance.now();
  const files = imported.map(({ file }) => file);
  const buffer = buildIssuerTable({ builtAt: '2026-11-22T00:00:00Z', files }, (bytes) =>
    createHash('sha256').update(bytes).digest(),
  );
  const seconds = secondsSince(start);
  const table = IssuerTable.open(buffer);
  console.log(`\nAll in one table: ${table.rowCount} rows, ${buffer.byteLength} bytes, built in ${seconds}.`);
  console.log(`  bytes per row              ${(buffer.byteLength / table.rowCount).toFixed(1)}`);
  console.log(`  six-digit prefixes         ${table.prefixCount()}`);
  for (const digits of [6, 8]) {
    const prefixes = new Set(files.flatMap(({ records }) => records.map(({ low }) => low)).filter(isOf(digits)));
    const several = [...prefixes].filter((prefix) => isAmbiguous(table, prefix));
    console.log(`  ambiguous of ${digits} digits      ${several.length} of ${prefixes.size} that files name`);
  }
}

function isOf(digits: number): (prefix: string) => boolean {
  return (prefix) => prefix.length === digits;
}

/** More digits are needed, or more than digits: files and rows give different answers. */
function isAmbiguous(table: IssuerTable, prefix: string): boolean {
  const { claims } = table.span(prefix);
  return claims === null || claims.length > 1;
}

function row(...cells: readonly (string | number)[]): string {
  return cells
    .map((cell, at) =>
      typeof cell === 'number'
        ? String(cell)
            .padStart((WIDTHS[at] ?? 0) - 2)
            .padEnd(WIDTHS[at] ?? 0)
        : cell.padEnd(WIDTHS[at] ?? 0),
    )
    .join('')
    .trimEnd();
}

function secondsSince(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(2)} s`;
}
