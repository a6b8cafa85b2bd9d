import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { existsSync } from 'node:fs';
import {
  objectionsTo,
  PLANTS_MIN,
  runEverything,
  STOCK_LEAKS_MIN,
  VECTORS_MIN,
  type Verdict,
  vectorsOf,
} from './everything.ts';
import { PLANTED } from './plant-names.ts';
import { REQUESTS } from './request-tables.ts';
import { type SinkName, SINKS } from './sinks.ts';
import { SERVICE } from './subject.ts';

// Some seventy processes; nothing here is about how fast they are.
jest.setTimeout(600_000);

describe('a card number that is sent in through any of the ways', () => {
  let verdict: Verdict;
  beforeAll(async () => {
    expect(existsSync(SERVICE)).toBe(true);
    verdict = await runEverything();
  });

  it('comes out nowhere, and every control is seen', () => {
    expect(objectionsTo(verdict)).toEqual([]);
  });

  it('has many ways to go', () => {
    const vectors = vectorsOf(verdict);
    expect(vectors.length).toBeGreaterThanOrEqual(VECTORS_MIN);
    expect(REQUESTS.length).toBeGreaterThanOrEqual(VECTORS_MIN);
    expect(new Set(REQUESTS.map(({ name }) => name)).size).toBe(REQUESTS.length);
  });

  it('is looked for where something really came out', () => {
    const bytes = (sink: SinkName): number =>
      verdict.parts.reduce((total, { searched }) => total + (searched.get(sink) ?? 0), 0);
    for (const sink of SINKS) expect({ sink, hasBytes: bytes(sink) > 100 }).toEqual({ sink, hasBytes: true });
  });

  it('comes out of a stock application in many ways', () => {
    const stocks = verdict.controls.filter(({ name }) => name.startsWith('stock'));
    expect(stocks).toHaveLength(2);
    for (const { caught } of stocks) expect(caught.length).toBeGreaterThanOrEqual(STOCK_LEAKS_MIN);
  });

  it('is caught in every leak that was planted', () => {
    const planted = verdict.controls.find(({ name }) => name === 'leaks we planted');
    expect(planted?.caught).toEqual(Object.keys(PLANTED));
    expect(planted?.caught.length).toBeGreaterThanOrEqual(PLANTS_MIN);
  });

  it('is forgotten: no heap holds it afterwards', () => {
    expect(verdict.heap).toMatchObject({ sent: 10_000, found: 0, isControlFound: true });
  });
});
