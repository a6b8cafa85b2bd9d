import { fixedColumnsImporter } from './fixed-columns-importer.js';
import { FULL_IINS, readBounds } from './prefix-bounds.js';
import { NO_CLAIMS } from './row-claims.js';

/**
 * renatovico/bin-cc merged into one file: the largest list with a licence, though nobody says where its rows come from. Some rows
 * name several countries (`CL|AR|PE`); such a row keeps none, unless the scope leaves one.
 */
export const creditcardIdentifier = fixedColumnsImporter({
  format: 'bin-cc',
  title: 'renatovico/bin-cc',
  countries: [],
  licence: 'MIT, Copyright (c) 2026 Renato Augusto Viço Elias (origin of the rows not stated)',
  rank: 2,
  delimiter: ',',
  columns: ['scheme', 'bin', 'type', 'category', 'issuer', 'countries', 'source_file'],
  readRow: ([mark = '', bin = '', type = '', category = '', name = '', countries = ''], claims) => {
    const bounds = readBounds(bin, '', FULL_IINS);
    if (typeof bounds === 'string') return bounds;
    return {
      ...NO_CLAIMS,
      ...bounds,
      name: claims.text(name),
      countries: claims.countries(countries),
      funding: claims.funding(type, category),
      product: claims.text(category),
      segment: claims.segment(category),
      brandId: claims.brand(mark),
    };
  },
});
