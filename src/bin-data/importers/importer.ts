import type { IssuerRecord } from '../../core/issuers/issuer-record.js';

/** The ways in which issuer data is written down; one importer each. */
export const ISSUER_FORMATS = [
  'iinspect-csv',
  'iinspect-ndjson',
  'kicc-korea',
  'turkey-bin-list',
  'cn-bankcard',
  'eftpos-au',
  'binlist-data',
  'bin-list-data',
  'bin-cc',
] as const;
export type IssuerFormat = (typeof ISSUER_FORMATS)[number];

/** Why a row was left out. Closed, like the notes: reports, metrics and `docs/issuer-data.md` name these words. */
export const SKIP_REASONS = [
  'wrong_cell_count',
  'deleted_by_publisher',
  'prefix_missing',
  'prefix_not_digits',
  /** More digits than any prefix has: it may be a card number, so it is shown to nobody. */
  'prefix_too_long',
  /** Fewer or more digits than the prefixes of this format have; cut off or mangled by a spreadsheet. */
  'prefix_of_other_width',
  'bounds_differ_in_width',
  'bounds_reversed',
  'outside_scope',
  'nothing_said',
  /** Same bounds, same country, same facts as an earlier row. */
  'duplicate',
  /** Same bounds, same country, other facts: the earlier row stays. */
  'contradicts_earlier_row',
  'not_json',
  'unknown_key',
  'value_of_wrong_type',
  // In our own formats a word that is none of ours skips the row; in third parties' files it is a note.
  'brand_not_ours',
  'country_not_iso',
  'funding_not_known',
  'segment_not_known',
  'pan_length_not_possible',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Reasons that speak of the publisher's or the operator's choice, not of damage. */
export const EXPECTED_SKIPS: ReadonlySet<SkipReason> = new Set(['duplicate', 'deleted_by_publisher', 'outside_scope']);

/** What was changed or left open in a row that was kept. */
export const ROW_NOTES = [
  'leading_zeros_restored',
  'brand_not_ours',
  /** The row says in words that the card has no brand of ours: domestic, local or private label. */
  'brand_local',
  'country_not_iso',
  /** The row names several countries, and a record has one: none was kept. */
  'several_countries',
  'funding_not_known',
  'text_cut',
  /** A text with twelve digits or more, together or apart: it may hold a card number. */
  'text_dropped',
  'pan_length_not_possible',
] as const;
export type RowNote = (typeof ROW_NOTES)[number];

export type RowReading =
  { readonly record: IssuerRecord; readonly notes: readonly RowNote[] } | { readonly skipped: SkipReason };

/** Reads one row after the other; keeps nothing but a store of texts it met. Never throws. */
export type RowReader = (cells: readonly string[]) => RowReading;

/** One way of writing issuer data down. */
export interface Importer {
  readonly format: IssuerFormat;
  /** Whose data it is; null where that depends on the file, which is then called by its id. */
  readonly title: string | null;
  /** ISO 3166-1 alpha-2 codes of the countries its files speak of; empty means all. */
  readonly countries: readonly string[];
  /** As far as the publisher states one; `docs/issuer-data.md` quotes them. */
  readonly licence: string | null;
  /** 1 when its files speak of particular countries, or are the operator's own; 2 when they speak of all; 3 when they name no issuer. */
  readonly rank: number;
  readonly layout: Layout;
  /** Is this the first row of such a file? */
  recognizes(first: readonly string[]): boolean;
  /** Can such a file begin with this row, when somebody says that it is one? */
  admits(first: readonly string[]): boolean;
  /** Of a header, for whoever has to mend one; empty where there is none. */
  readonly columns: readonly string[];
  /**
   * @param first The first row, which `recognizes` or `admits` took.
   * @param scope Countries to keep; empty keeps all.
   * @throws IssuerDataError `malformed`, for a header that is nearly right.
   */
  rowReader(first: readonly string[], scope: readonly string[]): RowReader;
}

/** `csv`: a header and rows of cells. `lines`: no header; each line is one cell. */
export type Layout = { readonly kind: 'csv'; readonly delimiter: ',' | ';' } | { readonly kind: 'lines' };
