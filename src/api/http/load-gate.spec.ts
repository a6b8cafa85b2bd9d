import { beforeEach, describe, expect, it } from '@jest/globals';
import { LoadGate } from './load-gate.js';

const BUDGET_MS = 100;
const limits = { turnBudgetMs: BUDGET_MS, requestsInFlightMax: 1_000_000 };

/** A clock that only work moves. */
let nowMs = 0;
beforeEach(() => {
  nowMs = 0;
});

/** One turn: as many requests as came, each of which takes its time if it is let in. @returns How many were let in. */
function turn(gate: LoadGate, requests: number, costMs: number): number {
  let served = 0;
  gate.beginTurn(nowMs, nowMs);
  for (let request = 0; request < requests; request += 1) {
    if (gate.enter(nowMs) !== null) continue;
    nowMs += costMs;
    served += 1;
    gate.leave();
  }
  gate.endTurn(nowMs);
  return served;
}

interface Run {
  readonly arrived: number;
  readonly served: number;
  readonly longestTurnMs: number;
}

/** Arrivals at a rate, in turns as long as they take; a turn costs a millisecond beside what it answers. */
function run(gate: LoadGate, perMs: number, costMs: number, forMs: number): Run {
  const beginMs = nowMs;
  let [arrived, served, longestTurnMs] = [0, 0, 0];
  while (nowMs < beginMs + forMs) {
    const turnBeganMs = nowMs;
    const come = Math.floor((nowMs - beginMs) * perMs) - arrived;
    arrived += come;
    served += turn(gate, come, costMs);
    nowMs += 1;
    longestTurnMs = Math.max(longestTurnMs, nowMs - turnBeganMs);
  }
  return { arrived, served, longestTurnMs };
}

describe('a load gate', () => {
  it('lets everybody in while there is time', () => {
    const gate = new LoadGate(limits);
    const { arrived, served } = run(gate, 0.9, 1, 10_000);
    expect(arrived).toBeGreaterThan(8_900);
    expect(served).toBe(arrived);
    expect(gate.isOverloaded).toBe(false);
  });

  it('gives a quarter of a turn to what is pipelined, so that it takes nothing from whoever is read later', () => {
    const gate = new LoadGate(limits);
    for (let count = 0; count < 10; count += 1) {
      gate.beginTurn(nowMs, nowMs);
      let pipelined = 0;
      for (; gate.enter(nowMs, pipelined > 0) === null; pipelined += 1) nowMs += 1;
      expect(pipelined).toBe(BUDGET_MS / 4 + 1);
      for (let request = 0; request < 20; request += 1) expect(gate.enter(nowMs)).toBeNull();
      gate.endTurn(nowMs);
    }
    expect(gate.isOverloaded).toBe(false);
  });

  it('lets in those who came first on their connections, though the others have spent the turn', () => {
    const gate = new LoadGate(limits);
    gate.beginTurn(nowMs, nowMs);
    for (let request = 0; request < 8; request += 1) expect(gate.enter(nowMs, true)).toBeNull();
    nowMs += 5 * BUDGET_MS;
    expect(gate.enter(nowMs, true)).toBe('turn_spent');
    expect(gate.enter(nowMs)).toBeNull();
  });

  it('refuses the rest of a turn whose budget is spent, and nobody in the next', () => {
    const gate = new LoadGate(limits);
    expect(turn(gate, 500, 1)).toBe(BUDGET_MS + 1);
    expect(turn(gate, 20, 1)).toBe(20);
    expect(gate.isOverloaded).toBe(false);
  });

  it('takes one long request for what it is', () => {
    const gate = new LoadGate(limits);
    for (let round = 0; round < 10; round += 1) {
      expect(turn(gate, 1, 5_000)).toBe(1);
      expect(turn(gate, 10, 1)).toBe(10);
    }
    expect(gate.isOverloaded).toBe(false);
  });

  it('keeps turns short while three times as much comes in as can be done, and the time full', () => {
    const gate = new LoadGate(limits);
    run(gate, 3, 1, 2_000);
    expect(gate.isOverloaded).toBe(true);
    const { served, longestTurnMs } = run(gate, 3, 1, 10_000);
    expect(longestTurnMs).toBeLessThan(25);
    expect(served).toBeGreaterThan(8_000);
  });

  it('lets a few in, whatever they take', () => {
    const gate = new LoadGate(limits);
    for (let round = 0; round < 10; round += 1) expect(turn(gate, 8, 1_000)).toBe(8);
    expect(gate.isOverloaded).toBe(false);
    for (let round = 0; round < 10; round += 1) expect(turn(gate, 100, 1_000)).toBe(8);
    expect(gate.isOverloaded).toBe(true);
  });

  it('lets everybody in again soon after', () => {
    const gate = new LoadGate(limits);
    run(gate, 3, 1, 2_000);
    run(gate, 0.7, 1, 500);
    expect(gate.isOverloaded).toBe(false);
    const { arrived, served } = run(gate, 0.7, 1, 5_000);
    expect(served).toBe(arrived);
  });

  it('forgets an overload after which nobody came', () => {
    const gate = new LoadGate(limits);
    run(gate, 3, 1, 2_000);
    nowMs += 3 * BUDGET_MS;
    expect(turn(gate, 50, 1)).toBe(50);
    expect(gate.isOverloaded).toBe(false);
  });

  it('is off with a budget of nothing', () => {
    const gate = new LoadGate({ ...limits, turnBudgetMs: 0 });
    for (let round = 0; round < 10; round += 1) expect(turn(gate, 1_000, 1)).toBe(1_000);
    expect(gate.isOverloaded).toBe(false);
  });

  it('has so many places, and gives one back when a request is over', () => {
    const gate = new LoadGate({ turnBudgetMs: 0, requestsInFlightMax: 2 });
    expect([gate.enter(0), gate.enter(0), gate.enter(0)]).toEqual([null, null, 'in_flight']);
    gate.leave();
    expect([gate.enter(0), gate.enter(0), gate.inFlight]).toEqual([null, 'in_flight', 2]);
  });

  it('knows whether a turn has begun', () => {
    const gate = new LoadGate(limits);
    expect(gate.isInTurn).toBe(false);
    gate.beginTurn(0, 0);
    expect(gate.isInTurn).toBe(true);
    gate.endTurn(2);
    expect(gate.isInTurn).toBe(false);
  });
});
