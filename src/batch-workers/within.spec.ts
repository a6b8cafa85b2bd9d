import { expect, test } from '@jest/globals';
import { within } from './within.js';

// Either the promise or the time decides: one of them never comes.
const FOR_EVER_MS = 2 ** 31 - 1;

test('what comes in time is waited for, and its failure is its own', async () => {
  let isDone = false;
  const work = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    isDone = true;
  };
  await within(FOR_EVER_MS, work());
  expect(isDone).toBe(true);
  await expect(within(FOR_EVER_MS, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('what never comes is waited for no longer than said', async () => {
  await expect(within(1, new Promise(() => undefined))).resolves.toBeUndefined();
});
