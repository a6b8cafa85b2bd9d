import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApiApp, listenAnywhere } from '../api/support/api-app.js';
import { CORPUS_FILES, corpusOnDisk, readCorpus } from './cases.ts';
import { exchange, inParallel } from './exchange.ts';
import { outcomeOf } from './outcome.ts';

/** Short ones: some cases wait for the server to lose patience, or to close what rests. */
const CLOCKS = { headersTimeoutMs: 1000, requestTimeoutMs: 1500, keepAliveTimeoutMs: 200 };
/** Fewer than the streams that are let in at a time. */
const WIDTH = 12;
const CASES_MIN = 2000;

jest.setTimeout(60_000);

describe('the corpus', () => {
  const files = Object.keys(CORPUS_FILES);
  const cases = new Map(files.map((file) => [file, readCorpus(file)]));
  let app: NestFastifyApplication;
  let port: number;
  beforeAll(async () => {
    app = await createApiApp({ http: CLOCKS });
    port = await listenAnywhere(app);
  });
  afterAll(() => app.close());

  it('is read whole, and no case stands in it twice', () => {
    expect([...corpusOnDisk()].sort()).toEqual([...files].sort());
    const names = [...cases].flatMap(([file, list]) => list.map(({ name }) => `${file}: ${name}`));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(CASES_MIN);
    expect(cases.get('graphql')!.length).toBeGreaterThan(500);
  });

  it('holds good requests beside the bad ones, so that a server that refuses all of them fails', () => {
    const isGood = ({ expect: outcome }: { readonly expect: string }): boolean => outcome.startsWith('200');
    for (const [file, list] of cases) expect([file, list.filter(isGood).length > 5]).toEqual([file, true]);
  });

  it.each(files)('is answered as it says: %s', async (file) => {
    const wrong: unknown[] = [];
    await inParallel(cases.get(file)!, WIDTH, async ({ name, bytes, expect: expected }) => {
      const outcome = outcomeOf(await exchange(port, bytes));
      if (outcome !== expected) wrong.push({ name, expected, outcome });
    });
    expect(wrong).toEqual([]);
  });
});
