import { expect, it } from '@jest/globals';
import { InsuredWindows } from '../../src/security/budget/insured-windows.js';
import { MemoryWindows } from '../../src/security/budget/memory-windows.js';
import { RedisLost } from '../../src/security/budget/redis-lost.js';
import type { CardsTaken, CardWish, WindowStore } from '../../src/security/budget/window-store.js';

it('a bug in the shared store is told as such: it is no reason to count alone', async () => {
  const shared = { take: () => Promise.reject(new TypeError('a bug')) };
  const own: WindowStore = { take: () => ({ cards: 1, windows: [] }) };
  await expect(new InsuredWindows(shared, own).take({ lines: [], cards: 1, cardsMin: 1 })).rejects.toThrow(TypeError);
});

it('what was counted alone is not added to the shared count, and holds again when the shared store is lost within the window', async () => {
  let isLost = true;
  const window = { used: 0, msLeft: 60_000 };
  const shared = {
    take: ({ cards }: CardWish): Promise<CardsTaken> =>
      isLost ? Promise.reject(new RedisLost()) : Promise.resolve({ cards, windows: [window] }),
  };
  const own = new MemoryWindows({ windowMs: 60_000, holdersMax: 9, monotonicMs: () => 0 });
  const insured = new InsuredWindows(shared, own);
  const take = (cards: number): Promise<CardsTaken> =>
    insured.take({ lines: [{ holder: 'client', key: 'shop', cardsMax: 10 }], cards, cardsMin: cards });
  expect((await take(7)).windows).toMatchObject([{ used: 7 }]);
  isLost = false;
  expect((await take(9)).windows).toEqual([window]);
  isLost = true;
  expect(await take(4)).toMatchObject({ cards: 0, windows: [{ used: 7 }] });
});
