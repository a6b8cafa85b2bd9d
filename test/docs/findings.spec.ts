import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askPolicy } from '../../src/core/acceptance-policy.js';
import type { CardInput } from '../../src/core/card-report.js';
import { CardTables } from '../../src/core/card-tables.js';
import { FINDINGS } from '../../src/core/finding.table.js';
import type { Finding, FindingCode } from '../../src/core/finding.js';
import { FOREIGN_CHARACTERS } from '../../src/core/foreign-character.js';
import { reportIin } from '../../src/core/iin-report.js';
import type { Issuer } from '../../src/core/report.js';
import { codes, embeddedTable, madeUp, report } from '../support/embedded-table.js';
import { issuerFile, issuerRecord, issuerTableOf } from '../support/issuer-rows.js';
import { rangeRow, tableOf } from '../support/table-rows.js';
import { tableRows } from './markdown.js';

const rows = tableRows(readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8'));
const findingRows = rows.filter(([first]) => /^`[A-Z_]+`$/.test(first ?? ''));
const foundRows = rows.filter(([first]) => /^`[a-z_]+`$/.test(first ?? '') && first !== '`found`');

/** Said only with facts that no caller of today can have: each is provoked by hand instead. */
const BEYOND_EXAMPLES: Readonly<Partial<Record<FindingCode, () => readonly Finding[]>>> = {
  IIN_AMBIGUOUS: () => {
    const table = tableOf([rangeRow('one', '4'), rangeRow('two', '4'), rangeRow('one', '5'), rangeRow('two', '6')], {
      disputes: [
        { low: '4', high: '4', brandIds: ['one', 'two'], decidedBy: null, reason: 'So.', sources: ['a-source'] },
      ],
    });
    return reportIin(new CardTables(table, null), '4', 'en').findings;
  },
  BRAND_UNKNOWN: () => issuerFindings('9490', null),
  ISSUER_BRAND_DIFFERS: () => issuerFindings('4111111', 'mastercard'),
  FUNDING_NOT_ACCEPTED: () => policyFindings({ funding: ['credit'] }),
  COUNTRY_NOT_ACCEPTED: () => policyFindings({ countries: ['US'] }),
};

function issuerFindings(prefix: string, brandId: string | null): readonly Finding[] {
  const issuers = issuerTableOf([issuerFile('a-file', [issuerRecord(prefix, prefix, { brandId })])]);
  return reportIin(new CardTables(embeddedTable, issuers), prefix.padEnd(11, '0'), 'en').findings;
}

function policyFindings(policy: Parameters<typeof askPolicy>[0]): readonly Finding[] {
  const issuer: Issuer = {
    name: null,
    country: 'KR',
    funding: 'debit',
    product: null,
    segment: 'unknown',
    brand: null,
    source: 'a file',
  };
  return askPolicy(policy, { networks: [], candidates: [], issuers: [issuer] }, 'en').findings;
}

/** The body in backticks, or null where the cell says in words why there is none. */
function exampleOf(cell: string): CardInput | null {
  const [, json] = /^`(\{.*\})`$/.exec(cell) ?? [];
  return json === undefined ? null : (JSON.parse(json) as CardInput);
}

function bare(cell: string): string {
  return cell.replaceAll('`', '');
}

describe('docs/findings.md', () => {
  test('lists exactly the findings there are, with their severities', () => {
    const listed = findingRows.map(([code, severity]) => [bare(code!), severity]);
    const actual = Object.entries(FINDINGS).map(([code, { severity }]) => [code, severity]);
    expect(listed.toSorted()).toEqual(actual.toSorted());
  });

  test('says of each when it is said and what to do', () => {
    for (const cells of findingRows) {
      expect(cells).toHaveLength(5);
      expect(cells.filter((cell) => cell === '')).toEqual([]);
    }
  });

  const examples = findingRows.map(([code, , , cell]) => ({ code: bare(code!), example: exampleOf(cell!) }));

  test.each(examples.filter(({ example }) => example !== null))('$code is what its example yields', (row) => {
    const { pan, ...input } = row.example!;
    expect(codes(report(pan, input))).toContain(row.code);
  });

  test('shows an example of every finding but those that no request can provoke', () => {
    const missing = examples.filter(({ example }) => example === null).map(({ code }) => code);
    expect(missing.toSorted()).toEqual(Object.keys(BEYOND_EXAMPLES).toSorted());
    for (const [code, provoke] of Object.entries(BEYOND_EXAMPLES))
      expect(codes({ findings: provoke() })).toContain(code);
  });

  test('lists exactly the kinds of foreign characters', () => {
    expect(foundRows.map(([found]) => bare(found!))).toEqual(FOREIGN_CHARACTERS);
  });

  test.each(foundRows.map(([found, , cell]) => ({ found: bare(found!), example: exampleOf(cell!) })))(
    '$found is what its example holds',
    ({ found, example }) => {
      const { findings } = report(example!.pan);
      expect(findings.map((finding) => finding.found)).toEqual([found]);
    },
  );
});

describe('a report', () => {
  const policy = fc.record(
    {
      brands: fc.array(fc.constantFrom('visa', 'unionpay', 'discover')),
      funding: fc.array(fc.constantFrom('credit' as const, 'unknown' as const)),
    },
    { requiredKeys: [] },
  );
  /** Random digits meet few ranges; these prefixes lead into ranges of every sort. */
  const digits = fc
    .tuple(fc.constantFrom('', '4', '34', '51', '6222', '654103', '2149', '504997', '589562'), fc.nat())
    .chain(([prefix, seed]) =>
      fc.constantFrom(10, 14, 15, 16, 19).map((length) => madeUp(prefix + String(seed), length)),
    );
  const published = fc.constantFrom(...embeddedTable.testCards.map(({ pan }) => pan));
  const input = fc.record({
    pan: fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9 -]{0,24}$/), fc.double(), digits, published),
    expiry: fc.option(fc.oneof(fc.string(), fc.stringMatching(/^[01][0-9]\/[0-9]{2}$/))),
    cvv: fc.option(fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{0,5}$/))),
    accept: fc.option(policy),
  });

  test('is made for any text, and says nothing that is not listed', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(input, ({ pan, ...others }) => {
        for (const code of codes(report(pan, others))) met.add(code);
      }),
      { numRuns: 2000 },
    );
    expect([...met].filter((code) => !Object.hasOwn(FINDINGS, code))).toEqual([]);
    expect(met.size).toBeGreaterThan(15);
  });
});
