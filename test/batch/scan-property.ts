import { expect } from '@jest/globals';
import fc from 'fast-check';
import { LINE_FINDING_CODES, type BatchFindingCode } from '../../src/core/batch/batch-finding.js';
import { BATCH_FIELDS, REVEALED_PAN } from '../../src/core/batch/batch-field.js';
import { BATCH_INPUTS, type BatchInput } from '../../src/core/batch/batch-plan.js';
import { BATCH_CASES } from './batch-cases.js';
import { compare, type Met, type Scan } from './scan-comparison.js';

/** So many batches of each input make `expectAllMet` hold. */
export const BATCHES: Readonly<Record<BatchInput, number>> = { ndjson: 300, csv: 250, text: 200 };

/** @throws Error with a seed to repeat it, when a record or a count differs from the twin's. */
export function checkScan(input: BatchInput, scan: Scan, met: Met, options: fc.Parameters<unknown>): void {
  fc.assert(
    fc.property(BATCH_CASES[input], (batch) => compare(batch, scan, met)),
    options,
  );
}

const PAN_FINDINGS: readonly BatchFindingCode[] = [
  'PAN_EMPTY',
  'PAN_NOT_DIGITS',
  'PAN_TOO_SHORT',
  'PAN_TOO_LONG',
  'LENGTH_NOT_ALLOWED',
  'CHECK_DIGIT_INVALID',
  'CHECK_DIGIT_NOT_REQUIRED',
  'IIN_UNKNOWN',
  'BRAND_UNKNOWN',
  'ISSUER_BRAND_DIFFERS',
  'IIN_AMBIGUOUS',
  'RANGE_DISPUTED',
  'RANGE_CLOSED',
  'REPEATED_DIGIT',
  'TEST_CARD',
];

/** Where no record is possible without a value. */
const NEVER_NULL = ['offset', 'status', 'valid', 'possible', 'checkDigit', 'decided'];

const LEAST: Readonly<Record<string, number>> = {
  'status valid': 500,
  'status invalid': 5000,
  'status unrecognized': 200,
  'left out': 500,
  written: 4000,
  quoted: 20,
  'one block': 100,
  'several blocks': 300,
  'tables embedded': 1500,
  'tables embedded and issuers': 1500,
  'tables odd': 1500,
  'brand null': 2500,
};

/** The property is not vacuous: every answer was met, of each input, and every way to it. */
export function expectAllMet(met: Met): void {
  const count = (what: string): number => met.get(what) ?? 0;
  const tooRare: string[] = [];
  const want = (what: string, least: number): void => {
    if (count(what) < least) tooRare.push(`${what}: ${count(what)} of ${least}`);
  };
  for (const [what, least] of Object.entries(LEAST)) want(what, least);
  for (const input of BATCH_INPUTS) {
    for (const code of PAN_FINDINGS) want(`${code} in ${input}`, 3);
    for (const beyond of [-2, -1, 0, 1, 2]) want(`limit ${beyond} in ${input}`, 5);
    want(`${input} to ndjson`, 400);
    want(`${input} to csv`, 200);
    want(`LINE_TOO_LONG in ${input}`, 40);
    want(`id none in ${input}`, 500);
  }
  for (const input of ['ndjson', 'csv'])
    for (const what of ['id echoed', 'id not_echoed', 'LINE_WITHOUT_PAN']) want(`${what} in ${input}`, 150);
  want('PAN_NOT_STRING in ndjson', 100);
  want('LINE_NOT_JSON in ndjson', 300);
  want('LINE_NOT_CSV in csv', 300);
  for (const field of [...BATCH_FIELDS, REVEALED_PAN]) {
    want(`${field} something`, 15);
    if (!NEVER_NULL.includes(field)) want(`${field} nothing`, 100);
  }
  expect(tooRare).toEqual([]);
  const brands = [...met.keys()].filter((what) => what.startsWith('brand '));
  expect(brands.length).toBeGreaterThan(40);
  const findings = new Set([...met.keys()].map((what) => what.split(' in ')[0]!));
  expect(LINE_FINDING_CODES.filter((code) => !findings.has(code))).toEqual([]);
}
