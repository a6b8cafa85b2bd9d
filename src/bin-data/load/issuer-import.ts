import { basename } from 'node:path';
import type { ImportedIssuerFile } from '../../core/issuers/issuer-record.js';
import { inFile, readGuarded } from './guarded-file.js';
import { beginsAs, headOf, importerFor, unknownFormat } from '../importers/detection.js';
import { readRows } from '../importers/file-rows.js';
import type { Importer, IssuerFormat, RowReader, SkipReason } from '../importers/importer.js';
import { RowTally } from '../importers/row-tally.js';
import { defaultFileId } from './issuer-file-id.js';
import { IssuerDataError } from '../issuer-data-error.js';
import { utf8Only } from './utf8-text.js';

/** What the operator says of a file; what is left out comes from its importer. */
export interface SourceOptions {
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  /** Read it so, whatever its first line looks like. */
  readonly format?: IssuerFormat | undefined;
  readonly version?: string | undefined;
  readonly licence?: string | undefined;
  readonly locator?: string | undefined;
  /** ISO 3166-1 alpha-2: keep only rows of these; a row that names no country is of this one if there is but one. */
  readonly countries?: readonly string[] | undefined;
  /** Default: 1 when it speaks of particular countries or is in our own format, else 2. */
  readonly rank?: number | undefined;
  /** Lower-case hex; a file with another one is refused. */
  readonly sha256?: string | undefined;
}

export interface ImportLimits {
  readonly bytesMax: number;
  readonly rowsMax: number;
  /** Rows that may be damaged, of a hundred. Duplicates, deleted rows and rows of other countries are not. */
  readonly skippedPercentMax: number;
}

export interface ImportOptions extends SourceOptions, ImportLimits {
  readonly onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
}

export interface ImportResult {
  readonly file: ImportedIssuerFile;
  /** The first line, counted from 1, that was skipped for each reason. */
  readonly firstLines: ReadonlyMap<SkipReason, number>;
}

interface ReadFile {
  readonly importer: Importer;
  readonly tally: RowTally;
}

/**
 * Reads an issuer file, row by row.
 * @throws IssuerDataError
 */
export async function importIssuerFile(path: string, options: ImportOptions): Promise<ImportResult> {
  const { result, sha256 } = await readGuarded(path, options, async (chunks) => readAll(utf8Only(chunks), options));
  try {
    refuseUnlessUsable(result.tally, sha256, options);
  } catch (error) {
    throw inFile(error, basename(path));
  }
  return { file: toFile(path, { ...result, sha256 }, options), firstLines: result.tally.firstLines };
}

async function readAll(chunks: AsyncIterable<Uint8Array>, options: ImportOptions): Promise<ReadFile> {
  const { firstLine, all } = await headOf(chunks);
  if (firstLine === null) throw new IssuerDataError('empty');
  const importer = importerFor(firstLine, options.format);
  const tally = new RowTally();
  let reader: RowReader | null = null;
  await readRows(all, importer.layout, ({ cells, line }) => {
    if (reader === null) {
      if (!beginsAs(importer, cells, options.format)) throw unknownFormat(importer.format);
      reader = importer.rowReader(cells, options.countries ?? importer.countries);
      if (importer.layout.kind === 'csv') return;
    }
    if (tally.rowsRead >= options.rowsMax) throw new IssuerDataError('too_many_rows', { line });
    tally.take(reader(cells), line);
  });
  return { importer, tally };
}

function refuseUnlessUsable(tally: RowTally, sha256: string, options: ImportOptions): void {
  if (options.sha256 !== undefined && options.sha256 !== sha256) throw new IssuerDataError('wrong_sha256');
  const hint = skipsOf(tally);
  if (tally.damagedPercent > options.skippedPercentMax) throw new IssuerDataError('too_many_skipped', { hint });
  if (tally.records.length === 0) throw new IssuerDataError('no_rows', { hint });
}

function skipsOf({ rowsRead, skipped, firstLines }: RowTally): string {
  const reasons = [...skipped]
    .sort((a, b) => b.count - a.count)
    .map(({ reason, count }) => `${reason} ${count} (first in line ${firstLines.get(reason as SkipReason) ?? 0})`);
  return `Rows: ${rowsRead}. Skipped: ${reasons.join(', ') || 'none'}.`;
}

/** A file about all countries that is limited to some speaks of these as one about them does. */
const RANK_OF_ALL = 2;
const RANK_OF_SOME = 1;

function toFile(
  path: string,
  read: ReadFile & { readonly sha256: string },
  options: SourceOptions,
): ImportedIssuerFile {
  const { importer, tally, sha256 } = read;
  const countries = options.countries ?? importer.countries;
  const { version = null } = options;
  const id = options.id ?? defaultFileId(path, importer.format);
  const title = importer.title ?? id;
  return {
    id,
    title: options.title ?? (version === null ? title : `${title} ${version}`),
    format: importer.format,
    version,
    licence: options.licence ?? importer.licence,
    locator: options.locator ?? null,
    countries,
    rank: options.rank ?? (importer.rank === RANK_OF_ALL && countries.length > 0 ? RANK_OF_SOME : importer.rank),
    sha256,
    rowsRead: tally.rowsRead,
    rowsKept: tally.records.length,
    skipped: tally.skipped,
    notes: tally.notes,
    records: tally.records,
  };
}
