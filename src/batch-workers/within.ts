/** Waits for what is on its way, but no longer than `ms`. @throws whatever it throws until then */
export async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const { promise: isLate, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, ms, null);
  try {
    await Promise.race([promise, isLate]);
  } finally {
    clearTimeout(timer);
  }
}
