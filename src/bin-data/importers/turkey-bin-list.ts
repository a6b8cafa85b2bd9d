import { fixedColumnsImporter } from './fixed-columns-importer.js';
import { FULL_IINS, readBounds } from './prefix-bounds.js';
import { NO_CLAIMS } from './row-claims.js';

/** berkaybucan/turkey-bin-list: byte order mark, semicolons, CRLF. */
export const turkeyBinList = fixedColumnsImporter({
  format: 'turkey-bin-list',
  title: 'turkey-bin-list',
  countries: ['TR'],
  licence: 'MIT, Copyright (c) 2026 Kerim Berkay Buçan',
  rank: 1,
  delimiter: ';',
  columns: ['BIN', 'Network', 'Type', 'Category', 'Issuer'],
  readRow: ([bin = '', brand = '', type = '', category = '', name = ''], claims) => {
    const bounds = readBounds(bin, '', FULL_IINS);
    if (typeof bounds === 'string') return bounds;
    return {
      ...NO_CLAIMS,
      ...bounds,
      name: claims.text(name),
      countries: ['TR'],
      funding: claims.funding(type, category),
      product: claims.text(category),
      segment: claims.segment(category),
      brandId: claims.brand(brand),
    };
  },
});
