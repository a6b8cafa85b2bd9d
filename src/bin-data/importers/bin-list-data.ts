import { fixedColumnsImporter } from './fixed-columns-importer.js';
import { readBounds } from './prefix-bounds.js';
import { NO_CLAIMS, type RowClaims } from './row-claims.js';

const COLUMNS = [
  ...['BIN', 'Brand', 'Type', 'Category', 'Issuer', 'IssuerPhone', 'IssuerUrl', 'isoCode2', 'isoCode3', 'CountryName'],
];
const DIGITS = 6;

/**
 * venelinkochev/bin-list-data: six digits, always, but a spreadsheet took the leading zeros: `34000` is 034000, and would otherwise
 * speak for a part of American Express. Its telephone numbers became 9.118E+11 on the same way and are not read.
 */
export const binListData = fixedColumnsImporter({
  format: 'bin-list-data',
  title: 'venelinkochev/bin-list-data',
  countries: [],
  licence: 'CC BY 4.0',
  rank: 2,
  delimiter: ',',
  columns: COLUMNS,
  readRow: ([bin = '', brand = '', type = '', category = '', name = '', , , country = ''], claims) => {
    const bounds = readBounds(withLeadingZeros(bin.trim(), claims), '', { min: DIGITS, max: DIGITS });
    if (typeof bounds === 'string') return bounds;
    return {
      ...NO_CLAIMS,
      ...bounds,
      name: claims.text(name),
      countries: claims.countries(country),
      funding: claims.funding(type, category),
      product: claims.text(category),
      segment: claims.segment(category),
      brandId: claims.brand(brand),
    };
  },
});

function withLeadingZeros(bin: string, claims: RowClaims): string {
  if (bin === '' || bin.length >= DIGITS) return bin;
  claims.note('leading_zeros_restored');
  return bin.padStart(DIGITS, '0');
}
