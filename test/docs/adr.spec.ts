import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DigitsScalar, PanScalar } from '../../src/api/graphql/pan.scalar.js';
import type { AcceptancePolicy } from '../../src/core/acceptance-policy.js';
import { decides } from '../../src/core/account-range.js';
import { PrefixNotAllowedError } from '../../src/validation/errors.js';
import { CardValidationService } from '../../src/validation/card-validation.service.js';
import { codes, embeddedTable, iinReport, madeUp, NOW, report } from '../support/embedded-table.js';
import { FakeIinSource, RecordingObserver } from '../support/fakes.js';
import { quoted, tableRows } from './markdown.js';

/** What the records say of the product is what it does. */
function recordRows(name: string): readonly (readonly string[])[] {
  return tableRows(readFileSync(new URL(`../../docs/adr/${name}`, import.meta.url), 'utf8'));
}

describe('0001, digits are strings', () => {
  test('a JSON number loses the end of a long card number', () => {
    expect(String(JSON.parse('6212345678900000003'))).toBe('6212345678900000000');
    expect(report(6212345678900000000)).toMatchObject({ status: 'invalid', panLength: 0, maskedPan: null });
  });
});

describe('0004, the narrowest claim decides', () => {
  test.each(['940012', '940020', '940030', '940040', '940060', '900003', '999999'])(
    'the Chinese BIN %s, Korean as well, is shown and not followed',
    (bin) => {
      const card = report(madeUp(bin, 16));
      expect(card).toMatchObject({ status: 'unrecognized', brand: null });
      expect(card.candidates.map(({ brand, ...claim }) => [brand.id, claim.confidence])).toContainEqual([
        'unionpay',
        'low',
      ]);
    },
  );

  test('a weak claim does not soften a refusal, a claim without check digit does', () => {
    expect(codes(report('6011601160116612'))).toEqual(['CHECK_DIGIT_INVALID', 'IIN_UNKNOWN']);
    expect(report('214900000000001').status).toBe('unrecognized');
  });

  test('a disputed range refuses by the rules of the brand that decides', () => {
    expect(report(madeUp('654103', 16))).toMatchObject({ status: 'valid', brand: { id: 'bc_card' } });
    expect(report(madeUp('654103', 16).replace(/.$/, '9'))).toMatchObject({ status: 'invalid' });
  });

  test('nobody is left out of a declared dispute', () => {
    expect(embeddedTable.disputes.filter(({ decidedBy }) => decidedBy === null)).toEqual([]);
  });
});

describe('0005, the order of candidates', () => {
  test.each([
    ['5', ['mastercard']],
    ['4', ['visa']],
    ['37', ['american_express']],
    ['406996', ['mada', 'visa']],
    ['6', ['discover', 'unionpay']],
    ['56', ['uzcard', 'maestro']],
  ])('%s begins with %j', (prefix, first) => {
    const ids = iinReport(prefix).candidates.map(({ brand }) => brand.id);
    expect(ids.slice(0, first.length)).toEqual(first);
  });

  test('at 3 Diners Club comes before American Express', () => {
    const ids = iinReport('3').candidates.map(({ brand }) => brand.id);
    expect(ids.indexOf('diners_club')).toBeLessThan(ids.indexOf('american_express'));
  });

  test.each(['3', '4', '5', '6', '9', '65', '654103', '6011'])('at %s claims that may decide come first', (prefix) => {
    const weights = iinReport(prefix).candidates.map((candidate) => decides(candidate));
    expect(weights).toEqual(weights.toSorted((a, b) => Number(b) - Number(a)));
  });
});

describe('0007, no PAN in a URL, a log or a literal', () => {
  test.each([PanScalar, DigitsScalar])('the scalar %s takes no literal', (scalar) => {
    expect(() => scalar.parseLiteral({} as Parameters<typeof scalar.parseLiteral>[0])).toThrow(
      'A literal was refused.',
    );
    expect(scalar.parseValue('4111')).toBe('4111');
  });

  test('a prefix of twelve digits is refused and not repeated', () => {
    const validation = new CardValidationService(new FakeIinSource(embeddedTable), new RecordingObserver(), () => NOW);
    expect(validation.reportIin('41111111111', 'en').brand?.id).toBe('visa');
    expect(() => validation.reportIin('411111111111', 'en')).toThrow(new PrefixNotAllowedError());
    expect(new PrefixNotAllowedError().message).not.toMatch(/\d{3}/);
  });
});

describe('0008, a check that proves nothing', () => {
  const rows = recordRows('0008-check-digit-not-applicable.md').map((cells) => cells.map((cell) => quoted(cell)));

  test.each(
    rows.map(([rule, algorithm, , fails, example]) => [rule![0]!, algorithm![0]!, fails!, example![0]!] as const),
  )('%s: what a failing check says', (rule, algorithm, [result, code], example) => {
    const card = report(example);
    expect(card.checkDigit).toEqual({ algorithm, result });
    if (code !== undefined) expect(codes(card)).toContain(code);
    const range = embeddedTable.ranges.find(({ low, high, checkDigit }) => {
      return checkDigit === rule && low <= example.slice(0, low.length) && example.slice(0, high.length) <= high;
    });
    expect(range).toBeDefined();
  });
});

describe('0009, what possible means', () => {
  test.each(recordRows('0009-what-possible-means.md').map(([input, ...cells]) => ({ input: input!, cells })))(
    'row $#',
    ({ input, cells: [status, possible] }) => {
      const card = report(quoted(input)[0] ?? '');
      expect([`\`${card.status}\``, card.possible ? 'yes' : 'no']).toEqual([status, possible]);
    },
  );
});

describe('0010, a policy is not validity', () => {
  const answers = recordRows('0010-policy-is-not-validity.md').map(([, answer]) => quoted(answer!));

  /** In the order of the rows. */
  const CASES: readonly (readonly [pan: string, accept: AcceptancePolicy])[] = [
    [madeUp('406996', 16), { brands: ['visa'] }],
    [madeUp('622126', 16), { brands: ['discover'] }],
    [madeUp('628180', 16), { brands: ['unionpay'] }],
    [madeUp('406996', 16), { brands: ['mastercard'] }],
    ['4', { brands: ['jcb'] }],
    ['6011601160116611', { brands: ['visa'] }],
  ];

  test.each(CASES.map(([pan, accept], row) => ({ row, pan, accept })))('row $row', ({ row, pan, accept }) => {
    const card = report(pan, { accept });
    const [accepted, code] = answers[row]!;
    expect(String(card.accepted)).toBe(accepted);
    expect(card.findings.map((finding) => finding.code).filter((found) => found.includes('ACCEPT'))).toEqual(
      code === undefined ? [] : [code],
    );
    expect(card.status).toBe(report(pan).status);
  });

  test('has a case for every row', () => {
    expect(answers).toHaveLength(CASES.length);
  });

  test('an invalid card may be accepted, and everything is by an empty policy', () => {
    expect(report('4111111111111112', { accept: { brands: ['visa'] } })).toMatchObject({
      valid: false,
      accepted: true,
    });
    expect(report('4111111111111112', { accept: {} }).accepted).toBe(true);
    expect(report('no number', { accept: {} }).accepted).toBeNull();
    expect(report('no number', { accept: { brands: ['visa'] } }).accepted).toBeNull();
  });
});
