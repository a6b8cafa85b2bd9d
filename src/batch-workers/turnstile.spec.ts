import { expect, test } from '@jest/globals';
import { Turnstile } from './turnstile.js';

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('so many are inside at a time, and who waits comes in by turns', async () => {
  const turnstile = new Turnstile(2);
  const inside: string[] = [];
  const enter = async (name: string): Promise<void> => {
    await turnstile.enter();
    inside.push(name);
  };
  for (const name of ['a', 'b', 'c', 'd']) void enter(name);
  await settled();
  expect(inside).toEqual(['a', 'b']);
  turnstile.leave();
  await settled();
  expect(inside).toEqual(['a', 'b', 'c']);
  for (let left = 0; left < 3; left++) turnstile.leave();
  await settled();
  expect(inside).toEqual(['a', 'b', 'c', 'd']);
});

test('whoever comes when all have left finds every place free', async () => {
  const turnstile = new Turnstile(2);
  for (let round = 0; round < 3; round++) {
    await Promise.all([turnstile.enter(), turnstile.enter()]);
    turnstile.leave();
    turnstile.leave();
  }
  let inside = 0;
  for (let guest = 0; guest < 3; guest++) void turnstile.enter().then(() => inside++);
  await settled();
  expect(inside).toBe(2);
});
