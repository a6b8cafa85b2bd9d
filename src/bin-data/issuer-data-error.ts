import type { ArtifactFault } from '../core/section-buffer.js';

/** Why issuer data was not taken. Closed: metrics, logs and `/readyz` name these words. `docs/issuer-data.md` explains each. */
export const ISSUER_DATA_FAULTS = [
  'not_found',
  'not_readable',
  'empty',
  'too_large',
  'too_many_rows',
  'changed_while_reading',
  'unknown_format',
  'malformed',
  'wrong_sha256',
  'manifest_invalid',
  'too_many_skipped',
  'no_rows',
  'mixed_artifacts',
  'not_an_artifact',
  'wrong_kind',
  'wrong_version',
  'wrong_size',
  'corrupt',
  'big_endian_host',
  'changes_too_much',
  'timed_out',
  'loader_failed',
] as const satisfies readonly (ArtifactFault | (string & {}))[];
export type IssuerDataFault = (typeof ISSUER_DATA_FAULTS)[number];

/** Where the fault lies. Never holds a cell of the file. */
export interface FaultPlace {
  /** Base name of the file. */
  readonly file?: string | undefined;
  /** Counted from 1, the header included. */
  readonly line?: number | undefined;
  /** A sentence of ours that says what was expected; numbers and names of settings, options and columns only. */
  readonly hint?: string | undefined;
}

/** Issuer data cannot be taken as it is. */
export class IssuerDataError extends Error {
  constructor(
    readonly fault: IssuerDataFault,
    readonly place: FaultPlace = {},
  ) {
    super(`${MESSAGES[fault]}${place.hint === undefined ? '' : ` ${place.hint}`}`);
  }
}

const MESSAGES: Readonly<Record<IssuerDataFault, string>> = {
  not_found: 'There is no such file.',
  not_readable: 'The file may not be read by this user, or is not a file.',
  empty: 'The file is empty.',
  too_large: 'The file is larger than allowed.',
  too_many_rows: 'The file has more rows than allowed.',
  changed_while_reading: 'The file changed while it was read.',
  unknown_format: 'No importer knows this file by its first line.',
  malformed: 'The file breaks off or is not the text it should be.',
  wrong_sha256: 'The file has another SHA-256 than the manifest says.',
  manifest_invalid: 'The manifest cannot be used.',
  too_many_skipped: 'Too many rows could not be used.',
  no_rows: 'The file has no row that can be used.',
  mixed_artifacts: 'A directory holds one artifact (.iin) or any number of text files, not both.',
  not_an_artifact: 'This is not a compiled issuer table: the magic is missing.',
  wrong_kind: 'This compiled table is of another kind.',
  wrong_version: 'This compiled table has another format version; build it again with this release.',
  wrong_size: 'This compiled table is truncated or has bytes too many.',
  corrupt: 'This compiled table is damaged.',
  big_endian_host: 'Compiled tables can only be read on little-endian hosts.',
  changes_too_much: 'The new data changes more answers than allowed at once.',
  timed_out: 'Loading took longer than allowed.',
  loader_failed: 'The loader stopped without an answer.',
};
