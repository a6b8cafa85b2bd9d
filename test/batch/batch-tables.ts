import { CardTables } from '../../src/core/card-tables.js';
import type { IssuerRecord } from '../../src/core/issuers/issuer-record.js';
import { embeddedTable, embeddedTables, madeUp } from '../support/embedded-table.js';
import { issuerFile, issuerRecord, issuerTableOf } from '../support/issuer-rows.js';
import { brandRow, rangeRow, tableOf } from '../support/table-rows.js';

/** Tables to scan with, and the prefixes where their answers change. */
export interface NamedTables {
  readonly name: string;
  readonly tables: CardTables;
  readonly prefixes: readonly string[];
}

const KOREA: readonly IssuerRecord[] = [
  issuerRecord('949022', '949022', { name: '현대카드', funding: 'debit', segment: 'commercial' }),
  issuerRecord('940060', '940060', { name: 'A Korean issuer' }),
  issuerRecord('940077', '940077', { name: 'Another, "Korean"' }),
  issuerRecord('94902277', '94902277', { name: 'Of 15 digits', panLengths: [15] }),
  issuerRecord('453957', '453957', {
    name: 'Six digits',
    brandId: 'visa',
    product: 'Prepaid, "gift" ',
    funding: 'prepaid',
  }),
  issuerRecord('45395700', '45395700', { name: 'Eight digits', brandId: 'mastercard', funding: 'charge' }),
  issuerRecord('453957001', '453957003', { name: ' Nine digits', brandId: 'visa' }),
  issuerRecord('4539570012', '4539570012', { name: 'Ten 🏦', brandId: 'unionpay', country: null }),
  issuerRecord('45395700123', '45395700125', { name: null, country: 'US', panLengths: [13, 19] }),
  issuerRecord('970000', '979999', { name: 'A hundred thousand', product: 'Wide' }),
  issuerRecord('97123456', '97123456', { name: 'Inside', segment: 'consumer' }),
  issuerRecord('62', '62', { name: 'Two digits', product: 'Debit', brandId: 'unionpay' }),
  issuerRecord('8', '8', { name: 'One digit', brandId: 'jcb', product: '' }),
  issuerRecord('411111', '411111', { name: 'Of another brand', brandId: 'mastercard' }),
  issuerRecord('55', '55', { name: 'Of the brand', brandId: 'mastercard' }),
];
const CHINA: readonly IssuerRecord[] = [
  issuerRecord('940060', '940060', { name: 'A Chinese issuer', country: 'CN', funding: 'debit' }),
  issuerRecord('940077', '940077', { name: 'Another Chinese issuer', country: 'CN', panLengths: [19] }),
  issuerRecord('940088', '940088', { name: 'Of 19 digits', country: 'CN', panLengths: [19] }),
  issuerRecord('940099', '940099', { name: 'Of 16 digits', country: 'CN', panLengths: [16] }),
  issuerRecord('9712345', '9712345', { name: 'Of China', country: 'CN' }),
  issuerRecord('97123456789', '97123456789', { name: 'Eleven digits', country: 'CN' }),
];
/** Hidden wherever another file speaks. */
const LAST: readonly IssuerRecord[] = [
  issuerRecord('9', '9', { name: 'Whoever is left', product: ' ', country: 'JP' }),
  issuerRecord('4', '4', { name: null, country: null, funding: 'unknown' }),
];

const ISSUERS = issuerTableOf([
  issuerFile('korea', KOREA),
  issuerFile('china', CHINA, { title: 'China, "2026"' }),
  issuerFile('last', LAST, { rank: 2 }),
]);

/** What our own ranges hold little of: every rule of the check digit, ambiguity, closed and weak claims, deep prefixes. */
const ODD_RANGES = [
  rangeRow('one', '4', '4', { panLengths: [13, 16, 19] }),
  rangeRow('optional', '62', '62', { checkDigit: 'luhn_optional', panLengths: [14, 15, 16, 17, 18, 19] }),
  rangeRow('either', '589', '589', { checkDigit: 'luhn_or_mod11', panLengths: [16, 17] }),
  rangeRow('none', '1', '1', { checkDigit: 'none', panLengths: [10, 11, 12] }),
  rangeRow('none', '97', '97', { checkDigit: 'none', confidence: 'low' }),
  rangeRow('closed', '2014', '2014', { status: 'closed', panLengths: [15] }),
  rangeRow('closed', '3333', '3333', { panLengths: [15] }),
  rangeRow('left', '7', '7', { panLengths: [16] }),
  rangeRow('right', '7', '7', { panLengths: [16, 18] }),
  rangeRow('left', '70', '70', { panLengths: [16] }),
  rangeRow('right', '71', '71', { panLengths: [16] }),
  rangeRow('short', '36', '36', { panLengths: [14], lengthSplitWith: ['long'] }),
  rangeRow('long', '3', '3', { panLengths: [16, 19], coBadgedWith: ['one', 'optional'] }),
  rangeRow('deep', '45395700123', '45395700124', { panLengths: [16], acceptedOn: [{ networkId: 'one', regions: [] }] }),
  rangeRow('guest', '811111', '822222', { panLengths: [16], acceptedOn: [{ networkId: 'one', regions: ['KR'] }] }),
];
const ODD_TABLE = tableOf(ODD_RANGES, {
  brands: [
    ...[...new Set(ODD_RANGES.map(({ brandId }) => brandId))].filter((id) => id !== 'long').map((id) => brandRow(id)),
    brandRow('long', {
      grouping: new Map([
        [16, [1, 2, 3, 10]],
        [19, [6, 13]],
      ]),
    }),
  ],
  disputes: [
    { low: '7', high: '7', brandIds: ['left', 'right'], decidedBy: null, reason: 'So.', sources: ['a-source'] },
  ],
  testCards: [],
});
const ODD_ISSUERS = issuerTableOf([
  issuerFile('odd', [
    issuerRecord('411111', '411111', { brandId: 'one', product: 'One' }),
    issuerRecord('422222', '422222', { brandId: 'optional' }),
    issuerRecord('811111', '811111', { brandId: 'one' }),
    issuerRecord('811112', '811112', { brandId: 'none' }),
    issuerRecord('711111', '711111', { brandId: 'left' }),
    issuerRecord('970000', '970000', { brandId: 'none' }),
    issuerRecord('333333', '333333', { brandId: 'optional' }),
    issuerRecord('99', '99', { country: 'CN', panLengths: [16] }),
    issuerRecord('99', '99', { country: 'KR' }),
  ]),
]);

/** Closed ranges are few, and many of them covered by others; repeated, they are asked often enough. */
const closed = embeddedTable.ranges.filter(({ status }) => status === 'closed');
const embeddedBounds = [...boundsOf(embeddedTable.ranges), ...Array.from({ length: 6 }, () => boundsOf(closed)).flat()];

export const TABLES: readonly NamedTables[] = [
  { name: 'embedded', tables: embeddedTables, prefixes: embeddedBounds },
  {
    name: 'embedded and issuers',
    tables: new CardTables(embeddedTable, ISSUERS),
    // Issuer rows are few beside our ranges; repeated, they are asked as often.
    prefixes: [...embeddedBounds, ...Array.from({ length: 20 }, () => boundsOf([...KOREA, ...CHINA, ...LAST])).flat()],
  },
  {
    name: 'odd',
    tables: new CardTables(ODD_TABLE, ODD_ISSUERS),
    prefixes: boundsOf([
      ...ODD_RANGES,
      ...boundRows(['2014', '411111', '422222', '811111', '811112', '711111', '970000', '99']),
    ]),
  },
];

export const TEST_CARDS: readonly string[] = [
  ...embeddedTable.testCards.map(({ pan }) => pan),
  // No published ones: neighbours that share their first eleven digits.
  ...embeddedTable.testCards.slice(0, 20).map(({ pan }) => madeUp(pan.slice(0, 11), pan.length)),
];

function boundRows(prefixes: readonly string[]): readonly Bounds[] {
  return prefixes.map((prefix) => ({ low: prefix, high: prefix }));
}

interface Bounds {
  readonly low: string;
  readonly high: string;
}

/** The first and the last prefix of each row, and those just outside. */
function boundsOf(rows: readonly Bounds[]): readonly string[] {
  return rows.flatMap(({ low, high }) => [low, high, neighbour(low, -1n), neighbour(high, 1n)]);
}

function neighbour(bound: string, step: bigint): string {
  const next = BigInt(bound) + step;
  return next < 0n || String(next).length > bound.length ? bound : String(next).padStart(bound.length, '0');
}
