import type { Funding, Segment } from '../report.js';

/**
 * One row of an issuer file: what that file says about the cards whose numbers begin with `low..high` (same width, 1 to 11 digits,
 * both inclusive). Where cards are issued is part of the key: the same digits may be a card in Korea and another one in China.
 */
export interface IssuerRecord {
  readonly low: string;
  readonly high: string;
  /** Name of the issuer as the file gives it. */
  readonly name: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly funding: Funding;
  /** Product as the file gives it. */
  readonly product: string | null;
  readonly segment: Segment;
  /** Id of the brand the file names, if it is one we know. A claim, never our answer. */
  readonly brandId: string | null;
  /** PAN lengths the file names, ascending; empty when it names none. */
  readonly panLengths: readonly number[];
}

/** Of `IssuerFile.rank`; the least is 1. */
export const RANK_MAX = 99;

/** An issuer file and what became of its rows; `GET /v1/dataset` lists these. */
export interface IssuerFile {
  /** Lower-case letters, digits, dots and hyphens; unique among the files of a table. */
  readonly id: string;
  /** What answers name as their source. */
  readonly title: string;
  /** The importer that read it. */
  readonly format: string;
  /** The edition, as its publisher or the operator calls it. */
  readonly version: string | null;
  /** Terms of use, as declared by the operator or known of the format. */
  readonly licence: string | null;
  /** Where it was had from. */
  readonly locator: string | null;
  /** ISO 3166-1 alpha-2 codes of the countries it speaks of; empty means it speaks of all. */
  readonly countries: readonly string[];
  /** 1 is asked first: a row of a lower rank number hides every row of a higher one on the same digits. */
  readonly rank: number;
  /** SHA-256 of the file as it was read, lower-case hex. */
  readonly sha256: string;
  readonly rowsRead: number;
  readonly rowsKept: number;
  /** Rows left out, by reason; `rowsRead` is `rowsKept` plus all of these. Sorted by reason. */
  readonly skipped: readonly RowCount[];
  /** Rows kept with something changed or left open, by kind; a row may count under several. Sorted by reason. */
  readonly notes: readonly RowCount[];
}

export interface RowCount {
  readonly reason: string;
  readonly count: number;
}

/** A file with its rows, in the order of the file. */
export interface ImportedIssuerFile extends IssuerFile {
  readonly records: readonly IssuerRecord[];
}

/** What an issuer table is compiled from. The order of files matters where rank, country and width agree: the first one answers. */
export interface IssuerTableSource {
  /** RFC 3339, UTC. Given, never taken from a clock: same input, same bytes. */
  readonly builtAt: string;
  readonly files: readonly ImportedIssuerFile[];
}
