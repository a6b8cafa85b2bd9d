import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LineTurnstile } from './line-turnstile.js';

// There is nobody here to be waited for: a turnstile that waits would hold up the tests for ever.
const { wait } = Atomics;
beforeEach(() => {
  Atomics.wait = () => {
    throw new Error('It waits.');
  };
});
afterEach(() => {
  Atomics.wait = wait;
});

describe('LineTurnstile', () => {
  test('numbers lines in the order of the turns', () => {
    const turnstile = new LineTurnstile();
    expect([turnstile.pass(0, 2), turnstile.pass(1, 0), turnstile.pass(2, 3)]).toEqual([1, 3, 3]);
    turnstile.skip(1);
    expect(turnstile.pass(3, 1)).toBe(7);
    expect(turnstile.lines).toBe(7);
  });

  test('lets nobody pass before the turn has come', () => {
    expect(() => new LineTurnstile().pass(1, 1)).toThrow('It waits.');
  });

  test.each([2 ** 31, 2 ** 32, 2 ** 33])('lets the turns around %i pass', (turn) => {
    const turnstile = new LineTurnstile();
    new Int32Array(turnstile.buffer)[0] = turn - 2;
    expect([-2, -1, 0, 1].map((step) => turnstile.pass(turn + step, 1))).toEqual([1, 2, 3, 4]);
  });
});
