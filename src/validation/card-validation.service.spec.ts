import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeIinSource, RecordingObserver } from '../../test/support/fakes.js';
import { issuerFile, issuerRecord, issuerTableOf } from '../../test/support/issuer-rows.js';
import { rangeRow, tableOf } from '../../test/support/table-rows.js';
import { CardValidationService } from './card-validation.service.js';
import { BrandNotFoundError, PrefixNotAllowedError, UnknownPolicyBrandError } from './errors.js';

const VISA = '4539578763621486';
const table = tableOf([
  rangeRow('visa', '4', '4', { panLengths: [13, 16, 19] }),
  rangeRow('elo', '401178', '401179', { coBadgedWith: ['visa'], note: 'Also Visa.' }),
  rangeRow('elo', '4912', '4912', { confidence: 'low', panLengths: [19] }),
]);

let source: FakeIinSource;
let observer: RecordingObserver;
let service: CardValidationService;

beforeEach(() => {
  source = new FakeIinSource(table);
  observer = new RecordingObserver();
  service = new CardValidationService(source, observer, () => new Date('2026-11-22T12:00:00Z'));
});

describe('the validation service', () => {
  test('answers a card, and tells the observer what it answered', () => {
    const report = service.validateCard({ pan: VISA }, 'en');
    expect(report).toMatchObject({ valid: true, brand: { id: 'visa' }, dataVersion: table.version });
    expect(observer.cards).toEqual([report]);
  });

  test('takes the time from its clock', () => {
    const findings = (expiry: string): readonly string[] =>
      service.validateCard({ pan: VISA, expiry }, 'en').findings.map(({ code }) => code);
    expect(findings('10/26')).toEqual(['EXPIRY_PAST']);
    expect(findings('11/26')).toEqual([]);
  });

  test('answers a batch in order, from the snapshot it began with', () => {
    const { reports, dataVersion } = service.validateCards([{ pan: VISA }, { pan: '1' }, { pan: 7 }], 'en');
    expect(reports.map(({ status, panLength }) => [status, panLength])).toEqual([
      ['valid', 16],
      ['invalid', 1],
      ['invalid', 0],
    ]);
    expect(dataVersion).toBe(table.version);
    expect(source.asked).toBe(1);
    expect(observer.cards).toEqual(reports);
  });

  test('answers from a new snapshot as soon as there is one', () => {
    const next = tableOf([rangeRow('nova', '4')]);
    source.swap(next);
    expect(service.validateCard({ pan: VISA }, 'en')).toMatchObject({
      brand: { id: 'nova' },
      dataVersion: next.version,
    });
  });

  test('refuses a policy with a brand it does not know, before any card is looked at', () => {
    const asked = { pan: VISA, accept: { brands: ['visa', 'viza', 'amex'] } };
    expect(() => service.validateCard(asked, 'en')).toThrow(new UnknownPolicyBrandError([1, 2], null));
    expect(() => service.validateCards([{ pan: VISA }, asked], 'en')).toThrow(UnknownPolicyBrandError);
    expect(observer.cards).toEqual([]);
  });

  test.each(['', '411111111111', VISA, '41x', ' 4', '４', '-1'])(
    'refuses %j as a prefix, without repeating it',
    (prefix) => {
      expect(() => service.reportIin(prefix, 'en')).toThrow(new PrefixNotAllowedError());
      expect(observer.iins).toEqual([]);
    },
  );

  test('answers a prefix, and tells the observer', () => {
    const report = service.reportIin('401178', 'en');
    expect(report).toMatchObject({ brand: { id: 'elo' }, decided: true, industry: { digit: '4' } });
    expect(observer.iins).toEqual([report]);
  });

  test('lists brands with the lengths that their deciding ranges allow', () => {
    expect(service.brands()).toEqual([
      { id: 'elo', name: 'ELO', cvv: { name: 'CVV', length: 3, optional: false }, panLengths: [16], rangeCount: 2 },
      {
        id: 'visa',
        name: 'VISA',
        cvv: { name: 'CVV', length: 3, optional: false },
        panLengths: [13, 16, 19],
        rangeCount: 1,
      },
    ]);
  });

  test('shows every range of a brand in order, with its networks and sources', () => {
    expect(service.brand('elo').ranges).toMatchObject([
      {
        low: '401178',
        high: '401179',
        decides: true,
        networks: [{ id: 'elo' }, { id: 'visa', role: 'co_badge' }],
        note: 'Also Visa.',
      },
      { low: '4912', high: '4912', decides: false, sources: ['a-source'] },
    ]);
    expect(() => service.brand('amex')).toThrow(new BrandNotFoundError());
  });

  test('says which data answers, and where it is from', () => {
    expect(service.dataset()).toEqual({
      dataVersion: table.version,
      released: '2026-01-02',
      sha256: table.sha256,
      sizeBytes: table.bytes.byteLength,
      loadedAt: new Date('2026-11-22T00:00:00Z'),
      brandCount: 2,
      rangeCount: 3,
      disputes: [],
      testCardCount: 0,
      sources: [
        { id: 'a-source', title: 'A source', locator: 'https://example.com/a', readOn: '2026-01-01', rangeCount: 3 },
      ],
      issuerData: {
        state: 'none',
        fault: null,
        checkedAt: null,
        version: null,
        sha256: null,
        sizeBytes: null,
        builtAt: null,
        loadedAt: null,
        rowCount: 0,
        files: [],
      },
    });
    expect(service.compiledTable()).toEqual({ bytes: table.bytes, dataVersion: table.version, sha256: table.sha256 });
    expect(service.dataVersion()).toBe(table.version);
  });

  test('says what issuer data answers beside it', () => {
    const issuers = issuerTableOf([issuerFile('korea', [issuerRecord('453957')], { rowsRead: 3 })]);
    source.swap(table, issuers);
    source.status = { state: 'stale', fault: 'empty', checkedAt: new Date('2026-11-24T00:00:00Z') };
    expect(service.dataset()).toMatchObject({
      dataVersion: `${table.version}+${issuers.version}`,
      sha256: table.sha256,
      issuerData: {
        state: 'stale',
        fault: 'empty',
        version: issuers.version,
        sha256: issuers.sha256,
        sizeBytes: issuers.bytes.byteLength,
        builtAt: new Date(issuers.builtAt),
        loadedAt: new Date('2026-11-23T00:00:00Z'),
        rowCount: 1,
        files: [{ id: 'korea', rowsRead: 3, rowsKept: 1 }],
      },
    });
    expect(service.iinTableVersion()).toBe(table.version);
  });

  test('tells the observer what a look-up of issuers found, while there is something to look in', () => {
    service.validateCard({ pan: VISA }, 'en');
    source.swap(
      table,
      issuerTableOf([
        issuerFile('korea', [issuerRecord('453957'), issuerRecord('4011')]),
        issuerFile('china', [issuerRecord('4011', '4011', { country: 'CN' })]),
      ]),
    );
    service.validateCard({ pan: VISA }, 'en');
    service.reportIin('401178', 'en');
    service.reportIin('410000', 'en');
    service.reportIin('4', 'en');
    service.validateCard({ pan: 'no digits' }, 'en');
    expect(observer.issuers).toEqual(['hit', 'several', 'miss']);
  });

  test('works Luhn for any digits', () => {
    expect(service.checkLuhn(VISA)).toMatchObject({ valid: true, sum: 80 });
    expect(service.luhnCheckDigit(VISA.slice(0, -1))).toMatchObject({ checkDigit: '6' });
    expect(service.explainLuhn(VISA).rows).toHaveLength(16);
    expect(service.industries()).toHaveLength(10);
  });
});
