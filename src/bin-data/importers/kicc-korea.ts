import { fixedColumnsImporter } from './fixed-columns-importer.js';
import { FULL_IINS, readBounds } from './prefix-bounds.js';
import { NO_CLAIMS } from './row-claims.js';

const COLUMNS = [
  ...['순번', '발급사', 'BIN', '전표인자명', '개인/법인', '브랜드', '신용/체크', '등록/수정일자', '변경사항', '비고'],
];
const DELETED = '삭제';

/**
 * KICC's list for Korean payment networks (VAN): issuer, name printed on the slip, personal or corporate, brand, credit, debit or gift.
 * `로컬` is a card for use in Korea, without an international brand. No terms of use are stated for it.
 */
export const kiccKorea = fixedColumnsImporter({
  format: 'kicc-korea',
  title: 'KICC BIN table',
  countries: ['KR'],
  licence: null,
  rank: 1,
  delimiter: ',',
  columns: COLUMNS,
  readRow: ([, name = '', bin = '', slip = '', holder = '', brand = '', type = '', , change = ''], claims) => {
    if (change.trim() === DELETED) return 'deleted_by_publisher';
    const bounds = readBounds(bin, '', FULL_IINS);
    if (typeof bounds === 'string') return bounds;
    return {
      ...NO_CLAIMS,
      ...bounds,
      name: claims.text(name),
      countries: ['KR'],
      funding: claims.funding(type),
      product: claims.text(slip),
      segment: claims.segment(holder),
      brandId: claims.brand(brand),
    };
  },
});
