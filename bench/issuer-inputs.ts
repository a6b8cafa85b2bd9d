/** What the issuer tables are asked, and the open file they may be built from. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { IssuerRecord, IssuerTableSource } from '../dist/core/issuers/issuer-record.js';
import type { Funding } from '../dist/core/report.js';
import type { Chance } from './inputs.ts';
import { fileOf } from './issuer-records.ts';

const PAN_DIGITS = 16;
/** Numbers that no row was looked up for; most of them belong to nobody. */
const STRANGERS = 0.05;

/** Numbers behind rows, each row as often as any other. */
export function pansBehind(records: readonly IssuerRecord[], count: number, chance: Chance): readonly string[] {
  const made = Array.from({ length: count }, () => {
    const { low, high } = records[Math.floor(chance() * records.length)]!;
    const prefix = Number(low) + Math.floor(chance() * (Number(high) - Number(low) + 1));
    const known = chance() < STRANGERS ? '' : String(prefix).padStart(low.length, '0');
    return known + someDigits(PAN_DIGITS - known.length, chance);
  });
  // Flat strings, as a JSON body brings them.
  return JSON.parse(JSON.stringify(made)) as string[];
}

function someDigits(count: number, chance: Chance): string {
  return Array.from({ length: count }, () => String(Math.floor(chance() * 10))).join('');
}

const FUNDING: Readonly<Record<string, Funding>> = {
  CREDIT: 'credit',
  DEBIT: 'debit',
  PREPAID: 'prepaid',
  'CHARGE CARD': 'charge',
};

/** Six digits to a row; the first row of each prefix and country counts. */
export function readOpenSource(path: string): IssuerTableSource {
  const rows: Readonly<Record<string, string>>[] = parse(readFileSync(path), { columns: true });
  const records = rows.map((row): IssuerRecord => {
    const digits = row['bin'] ?? '';
    return {
      low: digits,
      high: digits,
      name: textOf(row['issuer']),
      // Rows of several countries: the first one. The map has no countries to choose by.
      country: textOf(row['countries']?.split(/[^A-Z]/)[0]),
      funding: FUNDING[(row['type'] ?? '').toUpperCase()] ?? 'unknown',
      product: textOf(row['category']),
      segment: 'unknown',
      brandId: textOf(row['scheme']),
      panLengths: [],
    };
  });
  const first = new Map(records.toReversed().map((record) => [record.low, record]));
  return { builtAt: '2026-11-22T00:00:00Z', files: [fileOf('open', [...first.values()])] };
}

function textOf(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
