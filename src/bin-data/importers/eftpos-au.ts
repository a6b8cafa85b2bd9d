import { fixedColumnsImporter } from './fixed-columns-importer.js';
import { FULL_IINS, readBounds } from './prefix-bounds.js';
import { NO_CLAIMS } from './row-claims.js';

/**
 * eftpos Australia's list, as maibik/eftpos-bin writes it: which cards also travel eftpos, and how they are funded; no issuer. Most are
 * cards of Visa or Mastercard, so eftpos is named as their product and not as their brand.
 */
export const eftposAu = fixedColumnsImporter({
  format: 'eftpos-au',
  title: 'eftpos Australia BIN list',
  countries: ['AU'],
  licence: 'ISC (declared in package.json; no licence file)',
  // It names no issuer, so whoever names one is asked first.
  rank: 3,
  delimiter: ',',
  columns: ['bin', 'type'],
  readRow: ([bin = '', type = ''], claims) => {
    const bounds = readBounds(bin, '', FULL_IINS);
    if (typeof bounds === 'string') return bounds;
    return { ...NO_CLAIMS, ...bounds, countries: ['AU'], funding: claims.funding(type), product: 'eftpos' };
  },
});
