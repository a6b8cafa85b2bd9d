import type { IssuerRecord } from '../../core/issuers/issuer-record.js';
import { OWN_COLUMNS } from '../../bin-data/importers/own-row.js';

/** The two ways of writing our own format; `data import` writes what every command reads. */
export const OWN_FORMATS = ['csv', 'ndjson'] as const;
export type OwnFormat = (typeof OWN_FORMATS)[number];

const CHUNK_CHARACTERS = 65_536;

/** The text of a file, in pieces fit for writing. */
export function* ownFormatText(records: Iterable<IssuerRecord>, format: OwnFormat): Generator<string> {
  let chunk = format === 'csv' ? `${OWN_COLUMNS.join(',')}\n` : '';
  for (const record of records) {
    chunk += format === 'csv' ? csvRow(record) : ndjsonRow(record);
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

function csvRow(record: IssuerRecord): string {
  const cells: Readonly<Record<(typeof OWN_COLUMNS)[number], string>> = {
    low: record.low,
    high: record.high,
    issuer: record.name ?? '',
    country: record.country ?? '',
    funding: said(record.funding) ?? '',
    product: record.product ?? '',
    segment: said(record.segment) ?? '',
    brand: record.brandId ?? '',
    pan_lengths: record.panLengths.join(' '),
  };
  return `${OWN_COLUMNS.map((column) => csvCell(cells[column])).join(',')}\n`;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What is not said is left out. */
function ndjsonRow(record: IssuerRecord): string {
  const row = {
    low: record.low,
    high: record.high,
    issuer: record.name ?? undefined,
    country: record.country ?? undefined,
    funding: said(record.funding),
    product: record.product ?? undefined,
    segment: said(record.segment),
    brand: record.brandId ?? undefined,
    panLengths: record.panLengths.length === 0 ? undefined : record.panLengths,
  };
  return `${JSON.stringify(row)}\n`;
}

function said<Word extends string>(word: Word): Word | undefined {
  return word === 'unknown' ? undefined : word;
}
