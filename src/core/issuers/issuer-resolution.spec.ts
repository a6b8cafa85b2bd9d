import { describe, expect, test } from '@jest/globals';
import { resolveIssuers, type IssuerContender } from './issuer-resolution.js';

interface Named extends IssuerContender {
  readonly name: string;
}

/** Listed in the order in which they are written down. */
function answering(...claims: readonly (Partial<Named> & { readonly name: string })[]): readonly string[] {
  const listed = claims.map((claim, order): Named => ({
    rank: 1,
    country: 'KR',
    panLengths: [],
    width: 100_000,
    order,
    ...claim,
  }));
  return resolveIssuers(listed).map(({ name }) => name);
}

describe('who answers at one prefix', () => {
  test('is nobody where nobody has a claim, and the only one who has', () => {
    expect(answering()).toEqual([]);
    expect(answering({ name: 'one', country: null })).toEqual(['one']);
  });

  test('is a file of the first rank, however narrow the claims of others are', () => {
    expect(answering({ name: 'second', rank: 2, width: 1 }, { name: 'first', width: 10 ** 10 })).toEqual(['first']);
    expect(answering({ name: 'second', rank: 2, country: 'US' }, { name: 'first', country: null })).toEqual(['first']);
  });

  test('is the narrowest claim of a country: the span counts, not the length of its bounds', () => {
    expect(answering({ name: 'wide' }, { name: 'narrow', width: 99_999 })).toEqual(['narrow']);
  });

  test('is the first listed of claims as wide as each other', () => {
    expect(answering({ name: 'first' }, { name: 'second' })).toEqual(['first']);
  });

  test('is one of each country, narrowest first and then as listed', () => {
    const claims = [
      { name: 'KR wide', width: 10 ** 6 },
      { name: 'US', country: 'US' },
      { name: 'CN', country: 'CN' },
      { name: 'JP narrow', country: 'JP', width: 10 },
    ];
    expect(answering(...claims)).toEqual(['JP narrow', 'US', 'CN', 'KR wide']);
  });

  test('is a claim without a country only where none names one', () => {
    expect(answering({ name: 'nowhere', country: null, width: 1 }, { name: 'KR' })).toEqual(['KR']);
    const both = [
      { name: 'wide', country: null, width: 9 } as const,
      { name: 'narrow', country: null, width: 3 } as const,
    ];
    expect(answering(...both)).toEqual(['narrow']);
  });

  test('is one for each PAN length of a country', () => {
    const [sixteen, nineteen] = [
      { name: 'sixteen', panLengths: [16] },
      { name: 'nineteen', panLengths: [19] },
    ];
    expect(answering(sixteen, nineteen)).toEqual(['sixteen', 'nineteen']);
    expect(answering({ name: 'any' }, nineteen)).toEqual(['any']);
    expect(answering({ name: 'any' }, { ...nineteen, width: 10 })).toEqual(['nineteen']);
    expect(answering(sixteen, { name: 'both', panLengths: [16, 19] }, nineteen)).toEqual(['sixteen', 'nineteen']);
    expect(answering(sixteen, { ...nineteen, country: 'CN' })).toEqual(['sixteen', 'nineteen']);
  });
});
