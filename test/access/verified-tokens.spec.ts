import { describe, expect, test } from '@jest/globals';
import { holderId } from '../../src/security/jwt/token-holder.js';
import { VerifiedTokens } from '../../src/security/jwt/verified-tokens.js';

const HOLDER = { id: 'a', scopes: [], expiresAt: 1 };
/** As many as are remembered. */
const TOKENS_MAX = 4096;

describe('verified tokens', () => {
  test('are remembered up to a bound; the oldest goes first', () => {
    const tokens = new VerifiedTokens();
    for (let index = 0; index <= TOKENS_MAX; index++) tokens.add(`header.token ${index}.signature`, HOLDER);
    expect(tokens.find('header.token 0.signature')).toBeUndefined();
    expect(tokens.find('header.token 1.signature')).toBe(HOLDER);
    expect(tokens.find(`header.token ${TOKENS_MAX}.signature`)).toBe(HOLDER);
  });

  test('have one place each, however their signatures are written: nobody drives others out with a token of theirs', () => {
    const tokens = new VerifiedTokens();
    tokens.add('header.another.signature', HOLDER);
    for (let index = 0; index <= 2 * TOKENS_MAX; index++) tokens.add(`header.mine.${index}`, HOLDER);
    expect(tokens.find('header.another.signature')).toBe(HOLDER);
  });

  test('are found by what was verified only, the signature included', () => {
    const tokens = new VerifiedTokens();
    tokens.add('header.claims.signature', HOLDER);
    expect(tokens.find('header.claims.signature')).toBe(HOLDER);
    for (const other of ['header.claims.', 'header.claims', 'header.claims.signature2', 'header.claim.signature', ''])
      expect(tokens.find(other)).toBeUndefined();
  });
});

test('the same subject of two issuers is two holders, with two budgets', () => {
  expect(holderId({ iss: 'https://one.example', sub: '7' })).not.toBe(
    holderId({ iss: 'https://two.example', sub: '7' }),
  );
});
