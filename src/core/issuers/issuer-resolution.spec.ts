import { describe, expect, test } from '@jest/globals';
import { answerForLength, answerWhileTyping, resolveIssuers, type IssuerContender } from './issuer-resolution.js';

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
    expect(answering({ name: 'any' }, { ...nineteen, width: 10 })).toEqual(['nineteen', 'any']);
    expect(answering(sixteen, { name: 'both', panLengths: [16, 19] }, nineteen)).toEqual(['sixteen', 'both']);
    expect(answering(sixteen, { ...nineteen, country: 'CN' })).toEqual(['sixteen', 'nineteen']);
  });

  test('is a file of the first rank that speaks of the length', () => {
    const first = { name: 'first', panLengths: [19] };
    const second = { name: 'second', rank: 2, country: 'US' };
    expect(answering(first, second)).toEqual(['first', 'second']);
    expect(answering({ ...first, panLengths: [] }, second)).toEqual(['first']);
  });
});

describe('who answers for a number', () => {
  const claim = (name: string, changes: Partial<Named> = {}): Named => ({
    name,
    rank: 1,
    country: 'KR',
    panLengths: [],
    width: 1,
    order: 0,
    ...changes,
  });
  const rankOf = ({ rank }: Named): number => rank;
  const inOrder = [
    claim('narrow, 16', { panLengths: [16] }),
    claim('wide'),
    claim('China, 19', { country: 'CN', panLengths: [19] }),
    claim('world', { rank: 2, country: 'US' }),
  ];
  const names = (claims: readonly Named[]): readonly string[] => claims.map(({ name }) => name);

  test('is the most specific row of each country that speaks of its length', () => {
    expect(names(answerForLength(inOrder, 16, rankOf))).toEqual(['narrow, 16']);
    expect(names(answerForLength(inOrder, 19, rankOf))).toEqual(['wide', 'China, 19']);
    expect(names(answerForLength(inOrder, 15, rankOf))).toEqual(['wide']);
    expect(names(answerForLength(inOrder.slice(3), 15, rankOf))).toEqual(['world']);
    expect(names(answerForLength([claim('nowhere', { country: null }), ...inOrder], 16, rankOf))).toEqual([
      'narrow, 16',
    ]);
  });

  test('is open while it is typed, to rows it can still reach; what stands behind another is not shown', () => {
    expect(names(answerWhileTyping(inOrder, 6, rankOf))).toEqual(['narrow, 16', 'China, 19']);
    expect(names(answerWhileTyping(inOrder, 17, rankOf))).toEqual(['wide', 'China, 19']);
    expect(names(answerWhileTyping(inOrder, 20, rankOf))).toEqual([]);
    expect(names(answerWhileTyping(inOrder.slice(2), 6, rankOf))).toEqual(['China, 19', 'world']);
    expect(names(answerWhileTyping(inOrder.slice(2, 3), 19, rankOf))).toEqual(['China, 19']);
    expect(names(answerWhileTyping(inOrder.slice(2, 3), 20, rankOf))).toEqual([]);
  });
});
