import { describe, expect, test } from '@jest/globals';
import { askPolicy, type AcceptancePolicy, type PolicyFacts } from './acceptance-policy.js';
import type { Candidate, Issuer, Network } from './report.js';

const network = (id: string, role: Network['role'], regions: readonly string[] = []): Network => ({
  id,
  name: id,
  role,
  regions,
});
const candidate = (id: string, changes: Partial<Candidate> = {}): Candidate => ({
  brand: { id, name: id },
  product: null,
  low: '4',
  high: '4',
  confidence: 'high',
  status: 'active',
  decides: true,
  disputed: false,
  panLengths: [16],
  cvv: null,
  gaps: [4, 8, 12],
  source: 'A source',
  ...changes,
});
const issuer = (changes: Partial<Issuer> = {}): Issuer => ({
  name: 'A bank',
  country: 'KR',
  funding: 'debit',
  product: null,
  segment: 'unknown',
  brand: null,
  source: 'a.csv',
  ...changes,
});

const VISA: PolicyFacts = { networks: [network('visa', 'brand')], candidates: [candidate('visa')], issuers: [] };
const MADA: PolicyFacts = {
  networks: [network('mada', 'brand'), network('visa', 'co_badge')],
  candidates: [],
  issuers: [],
};
const UNIONPAY: PolicyFacts = {
  networks: [network('unionpay', 'brand'), network('discover', 'acceptance', ['US'])],
  candidates: [],
  issuers: [],
};
const DISPUTED: PolicyFacts = {
  networks: [network('bc_card', 'brand')],
  candidates: [candidate('bc_card', { disputed: true }), candidate('discover', { disputed: true })],
  issuers: [],
};
const UNKNOWN: PolicyFacts = { networks: [], candidates: [], issuers: [] };
const UNDECIDED: PolicyFacts = { networks: [], candidates: [candidate('visa'), candidate('elo')], issuers: [] };
const WEAK: PolicyFacts = { ...UNKNOWN, candidates: [candidate('unionpay', { confidence: 'low', decides: false })] };
const DEBIT: PolicyFacts = { ...VISA, issuers: [issuer()] };
const NOWHERE: PolicyFacts = { ...VISA, issuers: [issuer({ country: null })] };
const UNFUNDED: PolicyFacts = { ...VISA, issuers: [issuer({ funding: 'unknown' })] };

function answer(policy: AcceptancePolicy, facts: PolicyFacts): readonly [boolean | null, string] {
  const { accepted, findings } = askPolicy(policy, facts, 'en');
  return [accepted, findings.map(({ code }) => code).join()];
}

describe('an acceptance policy', () => {
  test('that nobody gave says nothing', () => {
    expect(askPolicy(null, VISA, 'en')).toEqual({ accepted: null, findings: [] });
    expect(askPolicy(undefined, VISA, 'en')).toEqual({ accepted: null, findings: [] });
  });

  test('without any list takes everything', () => {
    expect(answer({}, UNKNOWN)).toEqual([true, '']);
  });

  test.each<[string, AcceptancePolicy, PolicyFacts, readonly [boolean | null, string]]>([
    ['takes a brand on its list', { brands: ['visa'] }, VISA, [true, '']],
    ['refuses one that is not', { brands: ['mastercard'] }, VISA, [false, 'BRAND_NOT_ACCEPTED']],
    ['takes no brand with an empty list', { brands: [] }, VISA, [false, 'BRAND_NOT_ACCEPTED']],
    ['takes a co-badged card by its other mark', { brands: ['visa'] }, MADA, [true, '']],
    [
      'cannot know about rails that work in some regions',
      { brands: ['discover'] },
      UNIONPAY,
      [null, 'ACCEPTANCE_UNKNOWN'],
    ],
    ['cannot know about a disputed range', { brands: ['discover'] }, DISPUTED, [null, 'ACCEPTANCE_UNKNOWN']],
    [
      'refuses a disputed range whose every side is refused',
      { brands: ['visa'] },
      DISPUTED,
      [false, 'BRAND_NOT_ACCEPTED'],
    ],
    ['cannot know about an unknown brand', { brands: ['visa'] }, UNKNOWN, [null, 'ACCEPTANCE_UNKNOWN']],
    ['waits while a listed brand is still possible', { brands: ['elo'] }, UNDECIDED, [null, 'ACCEPTANCE_UNKNOWN']],
    ['refuses as soon as no listed brand is possible', { brands: ['jcb'] }, UNDECIDED, [false, 'BRAND_NOT_ACCEPTED']],
    ['does not refuse on weak claims alone', { brands: ['jcb'] }, WEAK, [null, 'ACCEPTANCE_UNKNOWN']],
    ['cannot know the funding without an issuer', { funding: ['debit'] }, VISA, [null, 'ACCEPTANCE_UNKNOWN']],
    ['may take unknown funding on purpose', { funding: ['unknown'] }, VISA, [true, '']],
    ['takes a funding on its list', { funding: ['debit'] }, DEBIT, [true, '']],
    ['refuses a funding that is not', { funding: ['credit'] }, DEBIT, [false, 'FUNDING_NOT_ACCEPTED']],
    ['cannot know the country without an issuer', { countries: ['KR'] }, VISA, [null, 'ACCEPTANCE_UNKNOWN']],
    ['takes a country on its list', { countries: ['KR'] }, DEBIT, [true, '']],
    ['refuses a country that is not', { countries: ['US'] }, DEBIT, [false, 'COUNTRY_NOT_ACCEPTED']],
    [
      'cannot know the country of an issuer of which none is given',
      { countries: ['KR'] },
      NOWHERE,
      [null, 'ACCEPTANCE_UNKNOWN'],
    ],
    ['cannot know a funding that is unknown', { funding: ['debit'] }, UNFUNDED, [null, 'ACCEPTANCE_UNKNOWN']],
    ['takes unknown funding where it is on the list', { funding: ['unknown'] }, UNFUNDED, [true, '']],
    [
      'cannot know a country that only one of two issuers has',
      { countries: ['KR'] },
      { ...VISA, issuers: [issuer(), issuer({ country: null })] },
      [null, 'ACCEPTANCE_UNKNOWN'],
    ],
    [
      'cannot know a funding that only one of two issuers has',
      { funding: ['debit'] },
      { ...VISA, issuers: [issuer(), issuer({ funding: 'unknown' })] },
      [null, 'ACCEPTANCE_UNKNOWN'],
    ],
    [
      'gives every reason',
      { brands: ['jcb'], funding: ['credit'], countries: ['US'] },
      DEBIT,
      [false, 'BRAND_NOT_ACCEPTED,FUNDING_NOT_ACCEPTED,COUNTRY_NOT_ACCEPTED'],
    ],
    [
      'refuses even where something else is unknown',
      { brands: ['jcb'], countries: ['US'] },
      VISA,
      [false, 'BRAND_NOT_ACCEPTED,ACCEPTANCE_UNKNOWN'],
    ],
  ])('%s', (_, policy, facts, expected) => {
    expect(answer(policy, facts)).toEqual(expected);
  });
});
