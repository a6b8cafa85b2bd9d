import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cellsOfLine } from '../../src/bin-data/importers/file-rows.js';
import { IMPORTERS } from '../../src/bin-data/importers/importer-list.js';
import type { Importer } from '../../src/bin-data/importers/importer.js';

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** An invented file in every format, by its name: `kicc-korea.csv`. */
export const FIXTURE_FILES: ReadonlyMap<string, string> = new Map(
  readdirSync(FIXTURES)
    .sort()
    .map((name) => [name, readFileSync(join(FIXTURES, name), 'utf8')]),
);

/** Every importer with its fixture and the first row of it. */
export const IMPORTER_CASES = IMPORTERS.map((importer) => {
  const name = [...FIXTURE_FILES.keys()].find((file) => file.replace(/^(.*)\.(.*)$/, nameOf) === importer.format)!;
  const text = FIXTURE_FILES.get(name)!;
  return { format: importer.format, importer, text, first: firstRow(text, importer) };
});

/** `kicc-korea.csv` is of the format `kicc-korea`, `iinspect.csv` of `iinspect-csv`. */
function nameOf(_whole: string, name: string, extension: string): string {
  return name === 'iinspect' ? `${name}-${extension}` : name;
}

function firstRow(text: string, importer: Importer): readonly string[] {
  return cellsOfLine(text.replace(/^\ufeff/, '').split('\n')[0]!, importer.layout)!;
}
