import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { reportCard, type CardInput } from '../../src/core/card-report.js';
import { CardTables } from '../../src/core/card-tables.js';
import { reportIin } from '../../src/core/iin-report.js';
import type { IssuerRecord } from '../../src/core/issuers/issuer-record.js';
import type { CardReport, IinReport } from '../../src/core/report.js';
import { tableRows } from '../docs/markdown.js';
import { embeddedTable, madeUp, NOW, report } from '../support/embedded-table.js';
import { issuerFile, issuerRecord, issuerTableOf } from '../support/issuer-rows.js';
import { rangeRow, tableOf } from '../support/table-rows.js';

const KOREA = issuerFile('korea', [
  issuerRecord('949022', '949022', { name: '현대카드', country: 'KR', funding: 'credit', segment: 'commercial' }),
  issuerRecord('940060', '940060', { name: 'A Korean issuer', country: 'KR', funding: 'credit' }),
  issuerRecord('940077', '940077', { name: 'Another Korean issuer', country: 'KR' }),
  issuerRecord('453957', '453957', { name: 'Six digits', country: 'KR', funding: 'credit', brandId: 'visa' }),
  issuerRecord('94902277', '94902277', { name: 'Of 15 digits', country: 'KR', panLengths: [15] }),
  issuerRecord('45395700', '45395700', { name: 'Eight digits', country: 'KR', funding: 'debit', brandId: 'visa' }),
]);
const CHINA = issuerFile('china', [
  issuerRecord('940060', '940060', { name: 'A Chinese issuer', country: 'CN', funding: 'debit' }),
  issuerRecord('940077', '940077', { name: 'Another Chinese issuer', country: 'CN', panLengths: [19] }),
  issuerRecord('940088', '940088', { name: 'Of 19 digits', country: 'CN', panLengths: [19] }),
  issuerRecord('940099', '940099', { name: 'Of 16 digits', country: 'CN', panLengths: [16] }),
]);
const tables = new CardTables(embeddedTable, issuerTableOf([KOREA, CHINA]));

function ask(pan: string, input: Omit<CardInput, 'pan'> = {}, within = tables): CardReport {
  return reportCard(within, { pan, ...input }, { now: NOW, language: 'en' });
}

function codes({ findings }: CardReport | IinReport): readonly string[] {
  return findings.map(({ code }) => code);
}

describe('a card in an issuer file', () => {
  test('has an issuer, with the file that says so', () => {
    expect(ask(madeUp('949022', 16)).issuer).toEqual({
      name: '현대카드',
      country: 'KR',
      funding: 'credit',
      product: null,
      segment: 'commercial',
      brand: null,
      source: KOREA.title,
    });
  });

  test('is known where our own tables are silent: valid, without a brand, and that is said', () => {
    expect(report(madeUp('949022', 16))).toMatchObject({ status: 'unrecognized', issuer: null, issuerCandidates: [] });
    const card = ask(madeUp('949022', 16));
    expect(card).toMatchObject({ status: 'valid', valid: true, brand: null });
    expect(codes(card)).toEqual(['BRAND_UNKNOWN']);
  });

  test('must pass Luhn all the same', () => {
    const wrong = madeUp('949022', 16).replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
    expect(ask(wrong)).toMatchObject({ status: 'invalid', issuer: { country: 'KR' } });
  });

  test('keeps the brand of our tables, whatever the file says', () => {
    expect(ask(madeUp('453957', 16)).brand).toEqual({ id: 'visa', name: 'Visa' });
    expect(ask(madeUp('4111111', 16))).toEqual({ ...report(madeUp('4111111', 16)), dataVersion: tables.version });
  });

  test('answers as everywhere else, but for issuer, the verdict on what only the file knows, and the version', () => {
    for (const { pan } of embeddedTable.testCards) {
      const { issuer, issuerCandidates, dataVersion, ...card } = ask(pan);
      const { issuer: none, issuerCandidates: nobody, dataVersion: own, ...plain } = report(pan);
      expect([none, nobody]).toEqual([null, []]);
      expect(dataVersion.startsWith(`${own}+`)).toBe(true);
      if (issuer === null && issuerCandidates.length === 0) expect(card).toEqual(plain);
    }
  });

  test('of two countries has two issuers, and none is preferred', () => {
    const card = ask(madeUp('940060', 16));
    expect(card.issuer).toBeNull();
    expect(card.issuerCandidates.map(({ name, country, source }) => [name, country, source])).toEqual([
      ['A Korean issuer', 'KR', KOREA.title],
      ['A Chinese issuer', 'CN', CHINA.title],
    ]);
    expect(codes(card)).toContain('IIN_AMBIGUOUS');
    expect(codes(reportIin(tables, '940060', 'en'))).toContain('IIN_AMBIGUOUS');
  });

  test('is told apart by its length where a file names lengths', () => {
    expect(ask(madeUp('940077', 16))).toMatchObject({ issuer: { country: 'KR' } });
    expect(codes(ask(madeUp('940077', 16)))).not.toContain('IIN_AMBIGUOUS');
    expect(ask(madeUp('940077', 19)).issuer).toBeNull();
    expect(reportIin(tables, '940077', 'en').issuerCandidates).toHaveLength(2);
  });

  test('is not made known by a row about other lengths', () => {
    const card = ask(madeUp('940088', 16), { accept: { countries: ['KR'] } });
    expect(card).toMatchObject({
      status: 'unrecognized',
      issuer: null,
      issuerCandidates: [{ country: 'CN' }],
      accepted: null,
    });
    expect(codes(card)).toEqual(['IIN_UNKNOWN', 'ACCEPTANCE_UNKNOWN']);
    expect(ask(madeUp('940099', 19))).toMatchObject({ issuer: null, issuerCandidates: [] });
    expect(ask(madeUp('940088', 19))).toMatchObject({ status: 'valid' });
  });

  test('is the card of the wider row where the narrower one speaks of other lengths', () => {
    expect(ask(madeUp('94902277', 16))).toMatchObject({ status: 'valid', issuer: { name: '현대카드' } });
    expect(ask(madeUp('94902277', 15))).toMatchObject({ status: 'valid', issuer: { name: 'Of 15 digits' } });
    expect(ask('94902277')).toMatchObject({ issuer: { name: 'Of 15 digits' } });
  });

  test('keeps its candidates while it is typed, and says nothing definite before the end', () => {
    const tables16 = new CardTables(
      embeddedTable,
      issuerTableOf([
        KOREA,
        issuerFile('sixteen', [issuerRecord('940060', '940060', { country: 'CN', panLengths: [16] })]),
      ]),
    );
    const whole = madeUp('940060', 16);
    for (let typed = 6; typed < 16; typed++) {
      const digits = whole.slice(0, typed);
      const { issuer, issuerCandidates, accepted, findings } = ask(digits, { accept: { countries: ['KR'] } }, tables16);
      const isMistyped = findings.some(({ code }) => code === 'CHECK_DIGIT_INVALID' || code === 'PAN_TOO_SHORT');
      // One in ten beginnings passes for a whole number.
      if (isMistyped) expect([issuer, issuerCandidates.length, accepted]).toEqual([null, 2, null]);
    }
    expect(ask(whole, {}, tables16).issuerCandidates).toHaveLength(2);
    expect(ask(madeUp('940060', 17), {}, tables16)).toMatchObject({ issuer: { country: 'KR' } });
  });

  test('asks for further digits where these would tell', () => {
    expect(ask('453957')).toMatchObject({ issuer: null });
    expect(ask('453957').issuerCandidates.map(({ name }) => name)).toEqual(['Eight digits', 'Six digits']);
    expect(codes(ask('453957'))).not.toContain('IIN_AMBIGUOUS');
    expect(ask('45395700')).toMatchObject({ issuer: { name: 'Eight digits' } });
    expect(ask('45395701')).toMatchObject({ issuer: { name: 'Six digits' } });
  });

  test('is not looked for in fewer than six digits', () => {
    expect(ask('45395')).toMatchObject({ issuer: null, issuerCandidates: [] });
  });
});

describe('a policy about issuers', () => {
  const accepted = (pan: string, accept: CardInput['accept']): boolean | null => ask(pan, { accept }).accepted;

  test('is answered by the file', () => {
    expect(accepted(madeUp('949022', 16), { countries: ['KR'], funding: ['credit'] })).toBe(true);
    expect(accepted(madeUp('949022', 16), { countries: ['CN'] })).toBe(false);
    expect(codes(ask(madeUp('949022', 16), { accept: { funding: ['debit'] } }))).toContain('FUNDING_NOT_ACCEPTED');
  });

  test('is answered where both issuers have the same answer, and left open where they differ', () => {
    expect(accepted(madeUp('940060', 16), { countries: ['KR', 'CN'] })).toBe(true);
    expect(accepted(madeUp('940060', 16), { countries: ['US'] })).toBe(false);
    expect(accepted(madeUp('940060', 16), { countries: ['KR'] })).toBeNull();
    expect(accepted('453957', { funding: ['credit', 'debit'] })).toBeNull();
  });
});

describe('ADR 0012, issuer files never name the brand', () => {
  const ours = tableOf(
    [
      rangeRow('visa', '4', '4', { coBadgedWith: ['mada'] }),
      rangeRow('mada', '6'),
      rangeRow('one', '7'),
      rangeRow('two', '7'),
      rangeRow('one', '20'),
      rangeRow('two', '21'),
    ],
    {
      disputes: [
        { low: '7', high: '7', brandIds: ['one', 'two'], decidedBy: null, reason: 'So.', sources: ['a-source'] },
      ],
    },
  );
  const row = (prefix: string, brandId: string, panLengths: readonly number[] = []): IssuerRecord =>
    issuerRecord(prefix, prefix, { name: 'An issuer', country: 'SA', brandId, panLengths });
  const theirs = issuerTableOf([
    issuerFile('a-file', [
      row('411111', 'visa'),
      row('422222', 'mada'),
      row('433333', 'one'),
      row('811111', 'one'),
      row('822222', 'one', [19]),
      row('711111', 'one'),
    ]),
  ]);
  const both = new CardTables(ours, theirs);
  const card = (prefix: string): readonly [string, string, string] => {
    const { status, brand, findings } = ask(madeUp(prefix, 16), {}, both);
    return [status, brand?.id ?? 'null', findings.map(({ code }) => code).join()];
  };

  test.each([
    ['400000', 'decide a brand', 'is silent', ['valid', 'visa', '']],
    ['411111', 'decide a brand', 'names the same', ['valid', 'visa', '']],
    ['422222', 'decide a brand', 'names one the card runs on', ['valid', 'visa', '']],
    ['433333', 'decide a brand', 'names another', ['valid', 'visa', 'ISSUER_BRAND_DIFFERS']],
    ['800000', 'decide nobody', 'is silent', ['unrecognized', 'null', 'IIN_UNKNOWN']],
    ['811111', 'decide nobody', 'knows the range', ['valid', 'null', 'BRAND_UNKNOWN']],
    ['822222', 'decide nobody', 'knows it with other lengths', ['unrecognized', 'null', 'IIN_UNKNOWN']],
    ['711111', 'cannot agree', 'knows the range', ['unrecognized', 'null', 'IIN_AMBIGUOUS']],
  ])('%s: our tables %s, the file %s', (prefix, we, they, expected) => {
    expect(card(prefix)).toEqual(expected);
    const adr = new URL('../../docs/adr/0012-issuer-files-never-name-the-brand.md', import.meta.url);
    const rows = tableRows(readFileSync(adr, 'utf8'));
    const said = rows.find(([our, file]) => our === we && file?.includes(they));
    expect(said?.[2]).toContain(`\`${expected[0]}\``);
    if (expected[2] !== '') expect(said?.[3]).toBe(`\`${expected[2]}\``);
  });
});
