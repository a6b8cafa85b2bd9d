/** `npm run data:issuers`: how our importers read the files of third parties that lie in `../shared/data`, and the table they make. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IssuerDataError } from '../dist/bin-data/issuer-data-error.js';
import { type ImportResult, importIssuerFile } from '../dist/bin-data/load/issuer-import.js';
import { loadIssuerData } from '../dist/bin-data/load/issuer-load.js';
import { surveyIssuers } from '../dist/cli/issuer-survey.js';
import type { RowCount } from '../dist/core/issuers/issuer-record.js';
import { IssuerTable } from '../dist/core/issuers/issuer-table.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'shared', 'data');
const LIMITS = { bytesMax: 1_000_000_000, rowsMax: 10_000_000, skippedPercentMax: 100 };
const BUILT_AT = '2026-11-22T00:00:00Z';
const WIDTHS = [26, 17, 9, 9];

const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.csv')) : [];
if (names.length === 0) {
  console.log(
    `There is no file of a third party in ${FOLDER}: nothing to report. They are not part of the repository.`,
  );
} else {
  await printTable(await importAll(names.sort()));
}

/** @returns The paths of those that can be used. */
async function importAll(files: readonly string[]): Promise<readonly string[]> {
  console.log(row('file', 'format', 'rows', 'kept', 'seconds; what was skipped (first line) and noted'));
  const usable: string[] = [];
  for (const name of files) {
    const start = performance.now();
    try {
      const path = join(FOLDER, name);
      printFile(name, await importIssuerFile(path, LIMITS), start);
      usable.push(path);
    } catch (error) {
      if (!(error instanceof IssuerDataError)) throw error;
      console.log(row(name, '–', '', '', `${error.fault}: ${error.message}`));
    }
  }
  return usable;
}

function printFile(name: string, { file, firstLines }: ImportResult, start: number): void {
  const lines: ReadonlyMap<string, number> = firstLines;
  const skipped = ({ reason, count }: RowCount): string =>
    `skipped: ${reason} ${count} (line ${lines.get(reason) ?? 0})`;
  console.log(row(name, file.format, file.rowsRead, file.rowsKept, secondsSince(start)));
  for (const text of file.skipped.map(skipped)) console.log(row('', '', '', '', text));
  for (const { reason, count } of file.notes) console.log(row('', '', '', '', `noted:   ${reason} ${count}`));
}

async function printTable(paths: readonly string[]): Promise<void> {
  let start = performance.now();
  const onCompiling = (): void => void (start = performance.now());
  const { bytes } = await loadIssuerData(paths, { ...LIMITS, builtAt: BUILT_AT }, { onCompiling });
  const seconds = secondsSince(start);
  const table = IssuerTable.open(bytes);
  console.log(`\nAll in one table: ${table.rowCount} rows, ${bytes.byteLength} bytes, built in ${seconds}.`);
  console.log(`  bytes per row              ${(bytes.byteLength / table.rowCount).toFixed(1)}`);
  const { prefixes, ambiguous } = surveyIssuers(table);
  console.log(`  six-digit prefixes         ${prefixes}`);
  // As `iinspect data report` counts them.
  console.log(`  ambiguous of these         ${ambiguous.prefixes}: issuers in several countries answer`);
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
