import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fingerprintOf } from '../../src/bin-data/reload/issuer-fingerprint.js';
import { IssuerTaker, type Taken } from '../../src/bin-data/reload/issuer-taking.js';
import { artifact, LIMITS, Scratch, ScriptedLoader } from './reload-support.js';

const HOUR_MS = 3_600_000;

// Longer than whatever is waited for in here, and shorter than an hour.
jest.setTimeout(60_000);

let scratch: Scratch;
let loader: ScriptedLoader;

beforeEach(() => {
  scratch = new Scratch();
  loader = new ScriptedLoader();
});
afterEach(() => scratch.remove());

async function taking(timeoutMs: number, againMs?: number): Promise<[IssuerTaker, Promise<Taken>]> {
  const path = scratch.write('issuers.iin', 'v0');
  const taker = new IssuerTaker({ path, limits: LIMITS, changePercentMax: 20, timeoutMs }, loader, {
    ...(againMs !== undefined && { againMs }),
  });
  return [taker, taker.take(await fingerprintOf(path), null)];
}

describe('data that changed while it was read', () => {
  it('is not waited for by who stops', async () => {
    const [taker, taken] = await taking(HOUR_MS * 2, HOUR_MS);
    await loader.failNext('changed_while_reading');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await taker.stop();
    expect(await taken).toMatchObject({ taking: { result: 'failed', error: { fault: 'changed_while_reading' } } });
    expect(loader.requests).toHaveLength(1);
  });

  it('is not loaded again when who stops comes between', async () => {
    const [taker, taken] = await taking(HOUR_MS * 2, HOUR_MS);
    void loader.failNext('changed_while_reading').then(() => taker.stop());
    expect(await taken).toMatchObject({ taking: { result: 'failed' } });
    expect(loader.requests).toHaveLength(1);
  });

  it('has the time that the attempts before have left', async () => {
    const [, taken] = await taking(HOUR_MS);
    for (let attempt = 0; attempt < 4; attempt++) await loader.failNext('changed_while_reading');
    await loader.answer(artifact(0));
    expect(await taken).toMatchObject({ taking: { result: 'swapped' } });
    const { timeoutsMs } = loader;
    expect(timeoutsMs).toHaveLength(5);
    expect(timeoutsMs[0]).toBeLessThanOrEqual(HOUR_MS);
    for (const [index, timeoutMs] of timeoutsMs.slice(1).entries())
      expect(timeoutMs).toBeLessThan(timeoutsMs[index] ?? 0);
  });

  it('is given up when no time would be left for another attempt', async () => {
    const [, taken] = await taking(HOUR_MS, HOUR_MS);
    await loader.failNext('changed_while_reading');
    expect(await taken).toMatchObject({ taking: { result: 'failed', error: { fault: 'changed_while_reading' } } });
    expect(loader.timeoutsMs).toHaveLength(1);
  });
});
