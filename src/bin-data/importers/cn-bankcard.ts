import { fixedColumnsImporter } from './fixed-columns-importer.js';
import { readBounds } from './prefix-bounds.js';
import { NO_CLAIMS } from './row-claims.js';

/** caijf/bankcard: Chinese issuers by their codes, prefixes of two to ten digits, one PAN length each; no brand. */
export const cnBankcard = fixedColumnsImporter({
  format: 'cn-bankcard',
  title: 'caijf/bankcard',
  countries: ['CN'],
  licence: 'MIT, Copyright (c) 2019 caijf',
  rank: 1,
  delimiter: ',',
  columns: ['bin', 'bank', 'type', 'pan_length'],
  readRow: ([bin = '', code = '', type = '', panLength = ''], claims) => {
    const bounds = readBounds(bin, '', { min: 2, max: 10 });
    if (typeof bounds === 'string') return bounds;
    return {
      ...NO_CLAIMS,
      ...bounds,
      name: claims.text(code),
      countries: ['CN'],
      funding: claims.funding(type),
      panLengths: claims.panLengths(panLength),
    };
  },
});
