import { fixedColumnsImporter } from './fixed-columns-importer.js';
import { FULL_IINS, readBounds } from './prefix-bounds.js';
import { NO_CLAIMS } from './row-claims.js';

const COLUMNS = [
  ...['iin_start', 'iin_end', 'number_length', 'number_luhn', 'scheme', 'brand', 'type', 'prepaid', 'country'],
  ...['bank_name', 'bank_logo', 'bank_url', 'bank_phone', 'bank_city'],
];

/** binlist/data, `ranges.csv`: six or eight digits, some of them ranges. Its maintainer grants no licence (issue #112). */
export const binlistData = fixedColumnsImporter({
  format: 'binlist-data',
  title: 'binlist/data',
  countries: [],
  licence: null,
  rank: 2,
  delimiter: ',',
  columns: COLUMNS,
  readRow: (
    [start = '', end = '', panLength = '', , mark = '', brand = '', type = '', prepaid = '', ...rest],
    claims,
  ) => {
    const bounds = readBounds(start, end, FULL_IINS);
    if (typeof bounds === 'string') return bounds;
    const [country = '', name = ''] = rest;
    return {
      ...NO_CLAIMS,
      ...bounds,
      name: claims.text(name),
      countries: claims.countries(country),
      funding: claims.funding(prepaid.trim().toLowerCase() === 'y' ? 'PREPAID' : type),
      product: claims.text(brand),
      brandId: claims.brand(mark),
      panLengths: claims.panLengths(panLength),
    };
  },
});
