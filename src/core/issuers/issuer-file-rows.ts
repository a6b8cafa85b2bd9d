import type { IssuerFile, RowCount } from './issuer-record.js';
import { ArtifactError, type SectionData, type Sections } from '../section-buffer.js';
import type { ListPool, ListPoolBuilder, StringPool, StringPoolBuilder } from '../section-pools.js';

/** Numbers that stand for one file, in the order of `fileNumbers`. */
const NUMBERS_PER_FILE = 13;

export function fileSections(
  files: readonly IssuerFile[],
  strings: StringPoolBuilder,
  lists: ListPoolBuilder,
): [string, SectionData][] {
  const rows = files.flatMap((file) => fileNumbers(file, strings, lists));
  if (!rows.every((value) => Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff))
    throw new RangeError('A file counts more rows than 32 bits can, or no whole number of them.');
  return [['files', Uint32Array.from(rows)]];
}

function fileNumbers(file: IssuerFile, strings: StringPoolBuilder, lists: ListPoolBuilder): readonly number[] {
  const counts = (rows: readonly RowCount[]): number =>
    lists.add(rows.flatMap(({ reason, count }) => [strings.add(reason), count]));
  const { id, title, format, version, licence, locator, sha256 } = file;
  return [
    ...[id, title, format, version, licence, locator, sha256].map((text) => strings.add(text)),
    lists.add(file.countries.map((country) => strings.add(country))),
    file.rank,
    file.rowsRead,
    file.rowsKept,
    counts(file.skipped),
    counts(file.notes),
  ];
}

/** The opposite of `fileSections`. */
export function readFiles(sections: Sections, strings: StringPool, lists: ListPool): readonly IssuerFile[] {
  const numbers = sections.u32('files');
  if (numbers.length % NUMBERS_PER_FILE !== 0) throw new ArtifactError('corrupt');
  return Object.freeze(
    Array.from({ length: numbers.length / NUMBERS_PER_FILE }, (_, file) =>
      readFile(numbers.subarray(file * NUMBERS_PER_FILE, (file + 1) * NUMBERS_PER_FILE), strings, lists),
    ),
  );
}

function readFile(numbers: Uint32Array, strings: StringPool, lists: ListPool): IssuerFile {
  const [id, title, format, version, licence, locator, sha256, countries, ...rest] = numbers;
  const [rank, rowsRead, rowsKept, skipped, notes] = rest;
  return Object.freeze({
    id: strings.get(id!),
    title: strings.get(title!),
    format: strings.get(format!),
    version: strings.find(version!),
    licence: strings.find(licence!),
    locator: strings.find(locator!),
    countries: Object.freeze(lists.get(countries!).map((country) => strings.get(country))),
    rank: rank!,
    sha256: strings.get(sha256!),
    rowsRead: rowsRead!,
    rowsKept: rowsKept!,
    skipped: readCounts(lists.get(skipped!), strings),
    notes: readCounts(lists.get(notes!), strings),
  });
}

function readCounts(list: readonly number[], strings: StringPool): readonly RowCount[] {
  return Object.freeze(
    Array.from({ length: list.length / 2 }, (_, pair) =>
      Object.freeze({ reason: strings.get(list[pair * 2]!), count: list[pair * 2 + 1]! }),
    ),
  );
}
