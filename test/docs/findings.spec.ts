import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askPolicy } from '../../src/core/acceptance-policy.js';
import type { CardInput } from '../../src/core/card-report.js';
import { CardTables } from '../../src/core/card-tables.js';
import { FINDINGS } from '../../src/core/finding.table.js';
import type { Finding, FindingCode } from '../../src/core/finding.js';
import { BATCH_INPUTS, type BatchInput } from '../../src/core/batch/batch-plan.js';
import { LINE_FINDINGS } from '../../src/core/batch/batch-finding.table.js';
import { FOREIGN_CHARACTERS } from '../../src/core/foreign-character.js';
import { reportIin } from '../../src/core/iin-report.js';
import type { Issuer } from '../../src/core/report.js';
import { codes, embeddedTable, madeUp, report } from '../support/embedded-table.js';
import { issuerFile, issuerRecord, issuerTableOf } from '../support/issuer-rows.js';
import { rangeRow, tableOf } from '../support/table-rows.js';
import { quoted, tableRows } from './markdown.js';
import { recordsOf } from './records-of.js';

const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8');
const LINES_SECTION = /^## Of a line in a batch$[^]*?(?=^## )/m;
const lineRows = tableRows(LINES_SECTION.exec(page)?.[0] ?? '');
const rows = tableRows(page.replace(LINES_SECTION, ''));
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

describe('docs/findings.md, of a line in a batch', () => {
  test('lists exactly the findings there are, with their severities, when they are said and what to do', () => {
    const listed = lineRows.map(([code, severity]) => [bare(code!), severity]);
    expect(listed).toEqual(Object.entries(LINE_FINDINGS).map(([code, { severity }]) => [code, severity]));
    for (const cells of lineRows) {
      expect(cells).toHaveLength(6);
      expect(cells.filter((cell) => cell === '')).toEqual([]);
    }
  });

  const shown = lineRows.map(([code, , , input, cell]) => ({ code: bare(code!), input, line: quoted(cell!)[0] }));

  test.each(shown.filter(({ line }) => line !== undefined))('$code is what its example line yields', (row) => {
    const input = BATCH_INPUTS.find((name) => name === row.input);
    expect(findingsIn(row.line!, input)).toContain(row.code);
  });

  test('shows an example line of every finding but the one that needs a long line', () => {
    const missing = shown.filter(({ line }) => line === undefined).map(({ code }) => code);
    expect(missing).toEqual(['LINE_TOO_LONG']);
    for (const input of BATCH_INPUTS) {
      expect(findingsIn('4'.repeat(16_385), input)).toEqual(['LINE_TOO_LONG']);
      expect(findingsIn('4'.repeat(16_384), input)).not.toContain('LINE_TOO_LONG');
    }
  });

  test('is right that a line break in quotation marks makes two damaged lines', () => {
    const records = recordsOf({ line: '"4111\n1111",a', input: 'csv', fields: ['findings'] });
    expect(records.map((record) => JSON.parse(record))).toMatchObject([
      { line: 1, findings: ['LINE_NOT_CSV'] },
      { line: 2, findings: ['LINE_NOT_CSV'] },
    ]);
  });
});

/** Of the record of one line. */
function findingsIn(line: string, input: BatchInput | undefined): readonly string[] {
  if (input === undefined) throw new Error('The row names no input.');
  const [record = '', ...others] = recordsOf({ line, input });
  expect(others).toEqual([]);
  return (JSON.parse(record) as { readonly findings: readonly string[] }).findings;
}

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
