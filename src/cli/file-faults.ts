import { EXPECTED_SKIPS } from '../bin-data/importers/importer.js';
import { IssuerDataError } from '../bin-data/issuer-data-error.js';
import type { IssuerFile } from '../core/issuers/issuer-record.js';
import { issuerDataFailure } from './cli-failure.js';
import { count } from './text/quantities.js';
import { quotable } from './quotable.js';

/** One thing that keeps a file from being used. */
export interface FileFault {
  readonly text: string;
  /** There is nothing to look at, rather than something wrong with it. */
  readonly isMissing: boolean;
}

export interface Expectations {
  /** As the manifest has it. */
  readonly sha256: string | undefined;
  readonly skippedMax: number;
  /** Files seen before, by their checksum. */
  readonly seen: ReadonlyMap<string, string>;
}

/** What is wrong with a file that could be read to its end. */
export function faultsOf(file: IssuerFile, { sha256, skippedMax, seen }: Expectations): readonly FileFault[] {
  const damaged = damagedRows(file);
  const twin = seen.get(file.sha256);
  const texts = [
    sha256 !== undefined && sha256 !== file.sha256 && issuerDataFailure(new IssuerDataError('wrong_sha256')),
    100 * damaged > skippedMax * file.rowsRead &&
      `${issuerDataFailure(new IssuerDataError('too_many_skipped'))} ${count(damaged)} of ${count(file.rowsRead)} are damaged; ${String(skippedMax)} of a hundred may be.`,
    twin !== undefined && `It is the same as ${quotable(twin)}, byte for byte. Leave one of them out.`,
  ];
  return texts.filter((text) => text !== false).map((text) => ({ text, isMissing: false }));
}

function damagedRows({ skipped }: IssuerFile): number {
  const expected: ReadonlySet<string> = EXPECTED_SKIPS;
  return skipped.filter(({ reason }) => !expected.has(reason)).reduce((sum, { count: rows }) => sum + rows, 0);
}
