import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryWindows } from '../../src/security/budget/memory-windows.js';
import type { BudgetLine, CardsTaken, CardWish } from '../../src/security/budget/window-store.js';
import { FakeClock } from './support.js';

const WINDOW_MS = 1000;

function windowsOf(holdersMax = 1000): { clock: FakeClock; windows: MemoryWindows } {
  const clock = new FakeClock();
  return { clock, windows: new MemoryWindows({ windowMs: WINDOW_MS, holdersMax, ...clockOf(clock) }) };
}

function clockOf({ monotonicMs }: FakeClock): { monotonicMs: () => number } {
  return { monotonicMs };
}

function address(key: string, cardsMax = 10): BudgetLine {
  return { holder: 'address', key, cardsMax };
}

function wish(line: BudgetLine, cards: number, cardsMin = cards): CardWish {
  return { lines: [line], cards, cardsMin };
}

/** Writes down every card that was ever taken, and reads all of it each time. */
class SlowWindows {
  readonly #log: { key: string; at: number; cards: number }[] = [];

  take({ lines, cards, cardsMin }: CardWish, now: number): CardsTaken {
    const before = lines.map((line) => this.#standing(line, now));
    const most = Math.min(cards, ...lines.map(({ cardsMax }, index) => cardsMax - before[index]!.used));
    const taken = most < cardsMin ? 0 : most;
    if (taken > 0)
      for (const { holder, key } of lines) this.#log.push({ key: `${holder} ${key}`, at: now, cards: taken });
    return { cards: taken, windows: lines.map((line) => this.#standing(line, now)) };
  }

  #standing({ holder, key }: BudgetLine, now: number): { used: number; msLeft: number } {
    let begin = -Infinity;
    let used = 0;
    for (const entry of this.#log.filter((one) => one.key === `${holder} ${key}`)) {
      if (entry.at - begin >= WINDOW_MS) [begin, used] = [entry.at, 0];
      used += entry.cards;
    }
    return now - begin >= WINDOW_MS ? { used: 0, msLeft: WINDOW_MS } : { used, msLeft: begin + WINDOW_MS - now };
  }
}

describe('windows in memory', () => {
  it('answer as reading back every card does', () => {
    const line = fc.record({
      holder: fc.constantFrom('client', 'address'),
      key: fc.constantFrom('a', 'b', 'c'),
      cardsMax: fc.constantFrom(5, 10, 20),
    }) as fc.Arbitrary<BudgetLine>;
    const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 2, selector: ({ holder }) => holder });
    const step = fc.record({
      lines,
      cards: fc.integer({ min: 1, max: 8 }),
      isPartial: fc.boolean(),
      laterMs: fc.integer({ min: 0, max: 400 }),
    });
    const seen = { taken: 0, cut: 0, refused: 0, begun: 0 };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { clock, windows } = windowsOf();
        const slow = new SlowWindows();
        for (const { lines, cards, isPartial, laterMs } of steps) {
          clock.ms += laterMs;
          const asked = { lines, cards, cardsMin: isPartial ? 1 : cards };
          const answer = windows.take(asked);
          expect(answer).toEqual(slow.take(asked, clock.ms));
          seen[answer.cards === 0 ? 'refused' : answer.cards < cards ? 'cut' : 'taken']++;
          if (answer.cards > 0 && answer.windows.some(({ used }) => used === answer.cards)) seen.begun++;
        }
      }),
      { numRuns: 300, seed: 22 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
  });

  it('take nothing when they refuse', () => {
    const { windows } = windowsOf();
    windows.take(wish(address('a'), 7));
    expect(windows.take(wish(address('a'), 4))).toEqual({ cards: 0, windows: [{ used: 7, msLeft: WINDOW_MS }] });
    expect(windows.take(wish(address('a'), 3)).cards).toBe(3);
  });

  it('keep no window for somebody who was refused', () => {
    const { windows } = windowsOf();
    expect(windows.take(wish(address('a'), 11)).cards).toBe(0);
    expect(windows.count).toBe(0);
  });

  it('are no more than they may be: the one that ends first is forgotten', () => {
    const { clock, windows } = windowsOf(100);
    for (let index = 0; index < 1000; index++) {
      clock.ms += 0.1;
      windows.take(wish(address(String(index)), 10));
    }
    expect(windows.count).toBe(100);
    expect(windows.take(wish(address('999'), 1)).cards).toBe(0);
    expect(windows.take(wish(address('899'), 1)).cards).toBe(1);
  });

  it('of credentials are not pushed out by a flood of addresses', () => {
    const { windows } = windowsOf(100);
    const shop: BudgetLine = { holder: 'client', key: 'shop', cardsMax: 10 };
    windows.take(wish(shop, 10));
    for (let index = 0; index < 1000; index++) windows.take(wish(address(String(index)), 1));
    expect(windows.take(wish(shop, 1)).cards).toBe(0);
  });

  it('that ended are given up as new ones begin, without a timer', () => {
    const { clock, windows } = windowsOf(100_000);
    for (let index = 0; index < 1000; index++) windows.take(wish(address(String(index)), 1));
    clock.ms += WINDOW_MS;
    for (let index = 0; index < 500; index++) windows.take(wish(address(`new ${index}`), 1));
    expect(windows.count).toBe(500);
  });
});
